import { defineNode, port } from '@llamanexus/node-sdk'
import { Type } from 'typebox'
import { pickSettings } from './ask_chat.ts'
import { MODEL_CREDENTIALS, reliabilityFields, samplingFields, serverFields } from './chat_fields.ts'

const Config = Type.Object({
  model: Type.Optional(
    Type.String({
      title: 'Model',
      description: 'The default model when empty. `builtin` needs no server and no key.',
      'x-widget': 'model',
      examples: ['builtin', 'llama.cpp/default'],
    }),
  ),
  suffix: Type.Optional(
    Type.String({
      title: 'Text after the gap',
      description: 'For models that fill a gap, as in code.',
      'x-widget': 'textarea',
    }),
  ),
  echo: Type.Boolean({
    title: 'Begin with the prompt',
    description: 'The output is then the prompt and what comes after it.',
    default: false,
  }),
  ...samplingFields,
  ...reliabilityFields,
  ...serverFields,
})

export default defineNode({
  type: 'llm_completion',
  version: 1,
  category: 'llm',
  name: 'LLM Completion',
  icon: 'pencil-line',
  description: 'Text completion',
  keywords: ['ai', 'generate text', 'prompt'],
  summary: '{model} {prompt}',
  effect: 'idempotent',
  uses: ['llm'],
  credentials: MODEL_CREDENTIALS,
  inputs: {
    prompt: port.string({
      required: true,
      description: 'The text to go on with.',
      schema: { 'x-widget': 'textarea', examples: ['Once upon a time'] },
    }),
    model: port.string({
      description: 'Used in place of the model in the configuration.',
      schema: { 'x-widget': 'model' },
    }),
  },
  outputs: {
    completion: port.string({ description: 'What the model wrote; shown while it is written.' }),
    usage: port.object({ description: 'Tokens: `prompt_tokens`, `completion_tokens`, `total_tokens`.' }),
    cost: port.any({
      description: 'US dollars by the table of prices; null where it does not know the model.',
    }),
    model: port.string({ description: 'The model that answered.' }),
    finish_reason: port.string({ description: 'Why it ended: `stop`, `length`, …' }),
    fallbacks: port.array({
      description: 'Models that were asked before and did not answer: `model`, `code`, `message`.',
    }),
  },
  config: Config,
  docs: `Lets a model go on with a text: no roles, no messages, just what would come next.

**When to use it.** For base models, for code, for prompts with a form of their own, such as \`Q: …\\nA:\`. For questions
and instructions, **LLM Chat** is the better one.

The prompt goes to the model as it is, at \`/completions\`. A server that has none, or a model that only chats, is asked
as a chat, and the log says so. With **Stop at** \`\\n\` you get one line.`,
  examples: [
    {
      title: 'Go on with a text',
      config: { model: 'builtin' },
      inputs: { prompt: 'What is the capital of France?\n\nParis is the capital of France.' },
      outputs: { completion: 'Paris is the capital of France.', finish_reason: 'stop', cost: 0 },
    },
  ],
  async execute({ config, inputs, context }) {
    const { suffix, base_url, credential, api_key, echo } = config
    const { prompt } = inputs
    if (echo) context.emit(prompt, 'completion')
    const answer = await context.services.llm.complete({
      ...pickSettings(config),
      prompt,
      suffix,
      base_url,
      credential,
      api_key,
      model: inputs.model || config.model,
      signal: context.signal,
      onText: (text) => context.emit(text, 'completion'),
      onNotice: (message, data) => context.log('warn', message, data),
    })
    return {
      completion: echo ? prompt + answer.text : answer.text,
      usage: { ...answer.usage },
      cost: answer.cost ?? null,
      model: answer.model,
      finish_reason: answer.finish_reason,
      fallbacks: (answer.fallbacks ?? []).map((each) => ({ ...each })),
    }
  },
})
