import { port } from '@llamanexus/node-sdk'

/** The ports of every node that holds a conversation. */
export const conversationInputs = {
  prompt: port.string({
    description: 'What the user says; comes after the messages.',
    schema: { 'x-widget': 'textarea', examples: ['Summarise this: {{ trigger.text }}'] },
  }),
  system: port.string({
    name: 'System prompt',
    description: 'How the model is to behave; comes first.',
    schema: { 'x-widget': 'textarea', examples: ['You answer in one sentence.'] },
  }),
  messages: port.array({
    description: 'A conversation: objects with role and content.',
    schema: { 'x-widget': 'json', examples: [[{ role: 'user', content: 'Hello' }]] },
  }),
  images: port.array({
    description:
      'Pictures for the last message of the user: addresses, `data:` URLs, or files of the workspace.',
    schema: { 'x-widget': 'json', examples: [['photos/cat.png', 'https://example.com/cat.png']] },
  }),
}

export const chatOutputs = {
  response: port.string({ description: 'The text of the answer; shown while it is written.' }),
  usage: port.object({
    description:
      'Tokens: `prompt_tokens`, `completion_tokens`, `total_tokens`, and `cached_tokens` and `cache_write_tokens` where the provider tells.',
  }),
  cost: port.any({
    description: 'US dollars by the table of prices; null where it does not know the model.',
  }),
  tool_calls: port.array({ description: 'Tools the model asks for: `id`, `name`, `arguments`.' }),
  object: port.any({ description: 'The answer as data, where a schema was given.' }),
  model: port.string({ description: 'The model that answered.' }),
  finish_reason: port.string({
    description: 'Why it ended: `stop`, `length`, `tool_calls`, `content_filter`, `pause_turn`, …',
  }),
  fallbacks: port.array({
    description: 'Models that were asked before and did not answer: `model`, `code`, `message`.',
  }),
}

/** Each field of the answer's schema as an output. */
export const schemaOutputs = [
  { direction: 'outputs', from: '/config/response_schema', by: 'schema_properties', type: 'any' },
] as const
