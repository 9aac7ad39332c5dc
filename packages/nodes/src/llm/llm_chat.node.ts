import { defineNode, port } from '@llamanexus/node-sdk'
import { Type } from 'typebox'
import { askChat } from './ask_chat.ts'
import {
  answerFields,
  MODEL_CREDENTIALS,
  promptCacheField,
  reliabilityFields,
  samplingFields,
  serverFields,
} from './chat_fields.ts'
import { chatOutputs, conversationInputs, schemaOutputs } from './chat_ports.ts'

const Config = Type.Object({
  model: Type.Optional(
    Type.String({
      title: 'Model',
      description: 'The default model when empty. `builtin` needs no server and no key.',
      'x-widget': 'model',
      examples: ['builtin', 'ollama/llama3.2'],
    }),
  ),
  ...samplingFields,
  ...answerFields,
  ...reliabilityFields,
  prompt_cache: promptCacheField('off'),
  ...serverFields,
})

export default defineNode({
  type: 'llm_chat',
  version: 1,
  category: 'llm',
  name: 'LLM Chat',
  icon: 'message-square',
  description: 'Chat completion with local model',
  keywords: ['ai', 'gpt', 'prompt', 'ollama', 'question'],
  summary: '{model} {prompt}',
  // Asking twice costs twice, but changes nothing.
  effect: 'idempotent',
  uses: ['llm', 'http', 'files'],
  credentials: MODEL_CREDENTIALS,
  inputs: {
    ...conversationInputs,
    model: port.string({
      description: 'Used in place of the model in the configuration.',
      schema: { 'x-widget': 'model' },
    }),
  },
  outputs: chatOutputs,
  derived: schemaOutputs,
  config: Config,
  docs: `Asks a language model and gives its answer.

**When to use it.** To write, summarise, classify, translate, or answer over text you give it.

Type a **prompt**, or wire in **messages**; with both, the prompt comes last. Without a model the server's default is
used: the \`builtin\` one, which picks sentences from what it is given and needs nothing, until you have a server such as
llama.cpp or Ollama running, or a provider on the Models page.

The answer appears on the canvas while it is written. With **Answer by schema** it is also data, at **object**, such as
\`{"city": "Bern"}\`, and each field is an output of its own, here **city**; an answer that does not fit is asked for
once more. With **Tools**, what the model wants to call is at **tool_calls**. **Images** are addresses, \`data:\` URLs or
files of the workspace, for models that see.

A server that is too busy says when to come back, and the retry policy waits that long. **Fallback models** are asked
where the first does not answer; **fallbacks** and the log say so. **cost** is in US dollars, by the prices on the Models
page.`,
  examples: [
    {
      title: 'A question over a text',
      config: { model: 'builtin' },
      inputs: { prompt: 'What is the capital of France?\n\nParis is the capital of France.' },
      outputs: { finish_reason: 'stop', cost: 0 },
    },
  ],
  execute({ config, inputs, context }) {
    const { base_url, credential, api_key } = config
    const place = { model: inputs.model || config.model, base_url, credential, api_key }
    return askChat({ config, inputs, place, context })
  },
})
