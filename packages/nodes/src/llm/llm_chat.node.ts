import { defineNode, port } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import { Type } from 'typebox'
import { chatMessages } from './chat_messages.ts'

const Config = Type.Object({
  model: Type.Optional(
    Type.String({
      title: 'Model',
      description: 'The default model when empty. `builtin` needs no server and no key.',
      'x-widget': 'model',
      examples: ['builtin', 'ollama/llama3.2'],
    }),
  ),
  temperature: Type.Optional(
    Type.Number({
      title: 'Temperature',
      description: '0 keeps to the likeliest words.',
      minimum: 0,
      maximum: 2,
      examples: [0.7],
    }),
  ),
  max_tokens: Type.Optional(Type.Integer({ title: 'Longest answer (tokens)', minimum: 1 })),
  top_p: Type.Optional(Type.Number({ title: 'Top p', minimum: 0, maximum: 1 })),
  stop: Type.Optional(
    Type.Array(Type.String(), { title: 'Stop at', description: 'Texts that end the answer.', maxItems: 16 }),
  ),
  seed: Type.Optional(
    Type.Integer({ title: 'Seed', description: 'Same seed, same answer, where the model can.' }),
  ),
  tools: Type.Optional(
    Type.Array(Type.Record(Type.String(), Type.Unknown()), {
      title: 'Tools',
      description: 'Functions in the OpenAI form that the model may ask for.',
      'x-widget': 'json',
    }),
  ),
  response_schema: Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), {
      title: 'Answer by schema',
      description: 'A JSON Schema; the answer is then at `object` too, as data.',
      'x-widget': 'json',
      examples: [{ type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }],
    }),
  ),
  base_url: Type.Optional(
    Type.String({
      title: 'Server',
      description: 'An OpenAI-compatible server, used in place of the configured ones.',
      examples: ['http://127.0.0.1:8080/v1'],
    }),
  ),
  api_key: Type.Optional(
    Type.String({ title: 'API key', description: 'For that server.', 'x-secret': true }),
  ),
  timeout_ms: Type.Integer({
    title: 'Time limit (ms)',
    default: 300_000,
    minimum: 1,
    maximum: 3_600_000,
    'x-widget': 'duration',
  }),
})

export default defineNode({
  type: 'llm_chat',
  version: 1,
  category: 'llm',
  name: 'LLM Chat',
  icon: 'message-square',
  description: 'Chat completion with local model',
  summary: '{model} {prompt}',
  // Asking twice costs twice, but changes nothing.
  effect: 'idempotent',
  uses: ['llm'],
  inputs: {
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
    model: port.string({
      description: 'Used in place of the model in the configuration.',
      schema: { 'x-widget': 'model' },
    }),
  },
  outputs: {
    response: port.string({ description: 'The text of the answer; shown while it is written.' }),
    usage: port.object({ description: 'Tokens: `prompt_tokens`, `completion_tokens`, `total_tokens`.' }),
    tool_calls: port.array({ description: 'Tools the model asks for: `id`, `name`, `arguments`.' }),
    object: port.any({ description: 'The answer as data, where a schema was given.' }),
    model: port.string({ description: 'The model that answered.' }),
    finish_reason: port.string({ description: 'Why it ended: `stop`, `length`, `tool_calls`, …' }),
  },
  config: Config,
  docs: `Asks a language model and gives its answer.

**When to use it.** To write, summarise, classify, translate, or answer over text you give it.

Type a **prompt**, or wire in **messages**; with both, the prompt comes last. Without a model the server's default is
used: the \`builtin\` one, which picks sentences from what it is given and needs nothing, until you have a server such as
llama.cpp or Ollama running or configured.

The answer appears on the canvas while it is written. With **Answer by schema** it is also data, at **object**, such as
\`{"city": "Bern"}\`. With **Tools**, what the model wants to call is at **tool_calls**.

A server that is too busy says when to come back, and the retry policy waits that long.`,
  examples: [
    {
      title: 'A question over a text',
      config: { model: 'builtin' },
      inputs: { prompt: 'What is the capital of France?\n\nParis is the capital of France.' },
      outputs: { finish_reason: 'stop' },
    },
  ],
  async execute({ config, inputs, context }) {
    const { model, tools, response_schema, ...settings } = config
    const answer = await context.services.llm.chat({
      ...settings,
      model: inputs.model || model,
      messages: chatMessages(inputs),
      // The schema says that both are JSON, which the type of a free object does not.
      tools: tools as JsonValue[] | undefined,
      response_schema: response_schema as JsonObject | undefined,
      signal: context.signal,
      onText: (text) => context.emit(text, 'response'),
    })
    return {
      response: answer.text,
      usage: { ...answer.usage },
      tool_calls: answer.tool_calls.map((call) => ({ ...call })),
      object: answer.object,
      model: answer.model,
      finish_reason: answer.finish_reason,
    }
  },
})
