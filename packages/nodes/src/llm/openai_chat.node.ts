import { defineNode, port } from '@llamanexus/node-sdk'
import { Type } from 'typebox'
import { askChat } from './ask_chat.ts'
import {
  answerFields,
  credentialField,
  MODEL_CREDENTIALS,
  reliabilityFields,
  samplingFields,
} from './chat_fields.ts'
import { chatOutputs, conversationInputs, schemaOutputs } from './chat_ports.ts'

const Config = Type.Object({
  model: Type.String({
    title: 'Model',
    description: 'As OpenAI names it.',
    default: 'gpt-5.4-mini',
    minLength: 1,
    examples: ['gpt-5.4-mini', 'gpt-4.1'],
  }),
  credential: credentialField('Your OpenAI key, as a credential for api.openai.com.'),
  ...samplingFields,
  ...answerFields,
  ...reliabilityFields,
  base_url: Type.String({
    title: 'Server',
    'x-group': 'Server',
    description: "Another one that speaks OpenAI's format, such as a proxy.",
    default: 'https://api.openai.com/v1',
  }),
})

export default defineNode({
  type: 'openai_chat',
  version: 1,
  category: 'llm',
  name: 'OpenAI Chat',
  icon: 'sparkles',
  description: 'OpenAI API chat',
  keywords: ['ai', 'chatgpt', 'prompt'],
  summary: '{model} {prompt}',
  effect: 'idempotent',
  uses: ['llm', 'http', 'files'],
  credentials: MODEL_CREDENTIALS,
  inputs: {
    ...conversationInputs,
    api_key: port.string({
      name: 'API key',
      description: 'Your key, where it is not kept as a credential: `{{ secrets.openai }}`.',
      secret: true,
    }),
    model: port.string({ description: 'Used in place of the model in the configuration.' }),
  },
  outputs: chatOutputs,
  derived: schemaOutputs,
  config: Config,
  docs: `Asks a model of OpenAI.

**When to use it.** When a workflow is to use OpenAI whatever providers the server has. To change models without
changing the workflow, use **LLM Chat**.

The key is a **credential** for \`api.openai.com\`, or comes in at **api_key**. Where OpenAI is a provider on the Models
page, its key is used when neither is given. Everything else is as in **LLM Chat**: streaming, tools, answers by schema
whose fields are outputs, images, fallbacks, cost. A fallback without a provider's name, such as \`gpt-4.1\`, is asked at
OpenAI with the same key; \`ollama/llama3.2\` goes to that provider.`,
  examples: [
    {
      title: 'Say hello',
      needs: 'a key of OpenAI.',
      config: { model: 'gpt-4o-mini' },
      inputs: { messages: [{ role: 'user', content: 'Say hello.' }], api_key: 'sk-example' },
      outputs: { response: 'Hello', finish_reason: 'stop', model: 'gpt-4o-mini' },
    },
  ],
  execute({ config, inputs, context }) {
    const { base_url, credential } = config
    const place = { model: inputs.model || config.model, base_url, credential, api_key: inputs.api_key }
    return askChat({ config, inputs, place, context })
  },
})
