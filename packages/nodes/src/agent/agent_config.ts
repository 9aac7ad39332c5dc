import type { Effect } from '@llamanexus/workflow'
import { Type } from 'typebox'
import {
  promptCacheField,
  RELIABILITY,
  reliabilityFields,
  samplingFields,
  serverFields,
} from '../llm/chat_fields.ts'

const Tool = Type.Object({
  kind: Type.Union(
    [Type.Literal('function'), Type.Literal('mcp'), Type.Literal('workflow'), Type.Literal('retrieval')],
    { title: 'Kind', description: 'What is called.' },
  ),
  name: Type.Optional(
    Type.String({
      title: 'Name',
      description:
        'Function, tool of the server (all of them when empty), id of the workflow, or collection.',
    }),
  ),
  server: Type.Optional(
    Type.String({ title: 'MCP server', description: 'Its name on the MCP page, or its address.' }),
  ),
  approval: Type.Optional(
    Type.Union([Type.Literal('never'), Type.Literal('always')], {
      title: 'Ask a person first',
      description: 'Each call waits under Approvals until somebody has seen its arguments.',
    }),
  ),
  description: Type.Optional(
    Type.String({ title: 'Description', description: 'Told to the model in place of its own.' }),
  ),
  effect: Type.Optional(
    Type.Unsafe<Effect>({
      enum: ['pure', 'idempotent', 'unsafe'],
      title: 'Effect',
      description: 'What calling it twice does; decides what happens after a crash in the middle of a call.',
    }),
  ),
  k: Type.Optional(
    Type.Integer({
      title: 'Passages',
      description: 'How many of a collection are the result.',
      minimum: 1,
      maximum: 100,
    }),
  ),
})

const { temperature, seed } = samplingFields

/** The sections of the form that fields are folded in. */
const LIMITS = 'Limits'
const CALLS = 'Tool calls'
const MEMORY = 'Memory and session'

export const AgentConfig = Type.Object({
  model: Type.Optional(
    Type.String({
      title: 'Model',
      description: 'The default model when empty. `builtin` needs no server and no key.',
      'x-widget': 'model',
      examples: ['builtin', 'ollama/llama3.2'],
    }),
  ),
  tools: Type.Array(Tool, {
    title: 'Tools',
    description: 'What the agent may call.',
    default: [],
    maxItems: 64,
    'x-widget': 'agent_tools',
    examples: [[{ kind: 'function', name: 'slug', approval: 'never' }]],
  }),
  max_turns: Type.Integer({
    title: 'Most turns',
    description: 'Times that the model is asked.',
    default: 10,
    minimum: 1,
    maximum: 200,
  }),
  max_tokens: Type.Optional(
    Type.Integer({
      title: 'Most tokens',
      'x-group': LIMITS,
      description: 'Of all turns; no further turn begins past it.',
      minimum: 1,
      examples: [20_000],
    }),
  ),
  max_cost: Type.Optional(
    Type.Number({
      title: 'Most cost (USD)',
      'x-group': LIMITS,
      description: 'Of all turns, by the table of prices.',
      minimum: 0,
      examples: [0.5],
    }),
  ),
  stop_when: Type.Optional(
    Type.String({
      title: 'Stop when',
      'x-group': LIMITS,
      description:
        'An expression over `text`, `turn` and `steps`, read after each turn; braces are not needed.',
      examples: ["text.includes('DONE')"],
    }),
  ),
  parallel_tool_calls: Type.Boolean({
    title: 'Calls at once',
    'x-group': CALLS,
    description: 'Tools that are asked for in one turn are called together.',
    default: true,
  }),
  max_tool_failures: Type.Integer({
    title: 'Failures of a tool',
    'x-group': CALLS,
    description: 'In a row, after which it is taken away.',
    default: 3,
    minimum: 1,
    maximum: 100,
  }),
  max_tool_result: Type.Integer({
    title: 'Longest tool result (letters)',
    'x-group': CALLS,
    description: 'What the model is sent of one result; the steps of the run keep all of it.',
    default: 50_000,
    minimum: 100,
    maximum: 10_000_000,
  }),
  max_tool_pictures: Type.Integer({
    title: 'Pictures of tool results',
    'x-group': CALLS,
    description:
      'How many of the newest the model sees, each about 1,500 tokens; 0 only names them. A model that takes no pictures is told their names.',
    default: 10,
    minimum: 0,
    maximum: 100,
  }),
  model_retries: Type.Integer({
    title: 'Tries of a turn',
    'x-group': RELIABILITY,
    description:
      'How often the model is asked again when it is busy, broken or out of reach, before the agent fails. Nothing that was done is done anew.',
    default: 2,
    minimum: 0,
    maximum: 20,
  }),
  memory: Type.Union([Type.Literal('all'), Type.Literal('messages'), Type.Literal('tokens')], {
    title: 'Memory window',
    'x-group': MEMORY,
    description: 'What of the conversation the model is sent: all, the last messages, or the last tokens.',
    default: 'all',
  }),
  memory_size: Type.Integer({
    title: 'Size of the window',
    'x-group': MEMORY,
    'x-when': { memory: ['messages', 'tokens'] },
    description: 'Messages or tokens, beside the system prompt and the task.',
    default: 20,
    minimum: 1,
    maximum: 10_000_000,
  }),
  session: Type.Optional(
    Type.String({
      title: 'Session',
      'x-group': MEMORY,
      description: 'Runs with the same session go on with one conversation.',
      maxLength: 500,
      examples: ['{{ trigger.user }}'],
    }),
  ),
  session_ttl_ms: Type.Optional(
    Type.Integer({
      title: 'Session is kept (ms)',
      'x-group': MEMORY,
      description: 'For ever where there is none.',
      minimum: 1,
      'x-widget': 'duration',
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
  prompt_cache: promptCacheField('conversation'),
  temperature,
  seed,
  ...reliabilityFields,
  ...serverFields,
})
