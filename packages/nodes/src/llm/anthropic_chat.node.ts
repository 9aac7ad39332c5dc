import { defineNode, port } from '@llamanexus/node-sdk'
import { Type } from 'typebox'
import { askChat } from './ask_chat.ts'
import {
  answerFields,
  credentialField,
  MODEL_CREDENTIALS,
  promptCacheField,
  reliabilityFields,
  samplingFields,
} from './chat_fields.ts'
import { chatOutputs, conversationInputs, schemaOutputs } from './chat_ports.ts'

const Config = Type.Object({
  model: Type.String({
    title: 'Model',
    description: 'As Anthropic names it.',
    default: 'claude-sonnet-5',
    minLength: 1,
    examples: ['claude-sonnet-5', 'claude-haiku-4-5'],
  }),
  credential: credentialField('Your Anthropic key, as a credential for api.anthropic.com.'),
  ...samplingFields,
  ...answerFields,
  ...reliabilityFields,
  prompt_cache: promptCacheField('off'),
  base_url: Type.String({
    title: 'Server',
    'x-group': 'Server',
    description: "Another one that speaks Anthropic's format, such as a proxy.",
    default: 'https://api.anthropic.com/v1',
  }),
})

export default defineNode({
  type: 'anthropic_chat',
  version: 1,
  category: 'llm',
  name: 'Anthropic Chat',
  icon: 'brain',
  description: 'Claude API',
  keywords: ['ai', 'prompt'],
  summary: '{model} {prompt}',
  effect: 'idempotent',
  uses: ['llm', 'http', 'files'],
  credentials: MODEL_CREDENTIALS,
  inputs: {
    ...conversationInputs,
    api_key: port.string({
      name: 'API key',
      description: 'Your key, where it is not kept as a credential: `{{ secrets.anthropic }}`.',
      secret: true,
    }),
    model: port.string({ description: 'Used in place of the model in the configuration.' }),
  },
  outputs: chatOutputs,
  derived: schemaOutputs,
  config: Config,
  docs: `Asks a Claude model of Anthropic.

**When to use it.** When a workflow is to use Claude whatever providers the server has. To change models without
changing the workflow, use **LLM Chat**.

The key is a **credential** for \`api.anthropic.com\`, or comes in at **api_key**. Where Anthropic is a provider on the
Models page, its key is used when neither is given. Messages and tools are in the same form as in **LLM Chat**, such as
\`{"role": "user", "content": "Hello"}\`, and are translated; so are answers by schema, images, fallbacks and cost. Without
**Longest answer**, the most that the model can write is asked for.`,
  examples: [
    {
      title: 'Say hello',
      needs: 'a key of Anthropic.',
      config: { model: 'claude-haiku-4-5' },
      inputs: { messages: [{ role: 'user', content: 'Say hello.' }], api_key: 'sk-ant-example' },
      outputs: { response: 'Hello', finish_reason: 'stop', model: 'claude-haiku-4-5' },
    },
  ],
  execute({ config, inputs, context }) {
    const { base_url, credential } = config
    const place = { model: inputs.model || config.model, base_url, credential, api_key: inputs.api_key }
    return askChat({ config, inputs, place: { ...place, format: 'anthropic' }, context })
  },
})
