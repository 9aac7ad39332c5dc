import { Type } from 'typebox'

/** The sections of the form that these fields are folded in. */
const SAMPLING = 'Choice of words'
const TOOLS = 'Tool calling'
export const RELIABILITY = 'When the model does not answer'
const SERVER = 'Server and key'

/** How a model writes; the same for every node that asks one. */
export const samplingFields = {
  temperature: Type.Optional(
    Type.Number({
      title: 'Temperature',
      description: '0 keeps to the likeliest words.',
      minimum: 0,
      maximum: 2,
      examples: [0.7],
    }),
  ),
  max_tokens: Type.Optional(
    Type.Integer({
      title: 'Longest answer (tokens)',
      description:
        'The answer is cut there; what a model thinks first counts too. About four letters a token.',
      minimum: 1,
      examples: [1000],
    }),
  ),
  top_p: Type.Optional(
    Type.Number({
      title: 'Top p',
      'x-group': SAMPLING,
      description:
        'Chooses among the likeliest words that together have this share. Change this or the temperature.',
      minimum: 0,
      maximum: 1,
      examples: [0.9],
    }),
  ),
  stop: Type.Optional(
    Type.Array(Type.String(), {
      title: 'Stop at',
      'x-group': SAMPLING,
      description: 'Texts that end the answer.',
      maxItems: 16,
      examples: [['END']],
    }),
  ),
  seed: Type.Optional(
    Type.Integer({
      title: 'Seed',
      'x-group': SAMPLING,
      description: 'Same seed, same answer, where the model can.',
      examples: [42],
    }),
  ),
}

/** What a chat can give beside text. */
export const answerFields = {
  tools: Type.Optional(
    Type.Array(Type.Record(Type.String(), Type.Unknown()), {
      title: 'Tools',
      'x-group': TOOLS,
      description: 'Functions in the OpenAI form that the model may ask for.',
      'x-widget': 'json',
      examples: [
        [
          {
            type: 'function',
            function: {
              name: 'weather',
              description: 'The weather of a city',
              parameters: { type: 'object', properties: { city: { type: 'string' } } },
            },
          },
        ],
      ],
    }),
  ),
  tool_choice: Type.Optional(
    Type.Unknown({
      title: 'Tool choice',
      'x-group': TOOLS,
      description: '`auto`, `none`, `required`, or one function by name in the OpenAI form.',
      'x-widget': 'json',
      examples: ['auto', { type: 'function', function: { name: 'weather' } }],
    }),
  ),
  response_schema: Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), {
      title: 'Answer by schema',
      description:
        'A JSON Schema; the answer is then at `object` as data, and each of its fields is an output of its own.',
      'x-widget': 'json',
      examples: [{ type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }],
    }),
  ),
}

/** What a provider is asked to keep between calls; Anthropic has to be asked. */
export const promptCacheField = (standard: 'off' | 'system' | 'conversation') =>
  Type.Union([Type.Literal('off'), Type.Literal('system'), Type.Literal('conversation')], {
    title: 'Prompt caching',
    'x-group': 'Cost',
    description:
      'What Anthropic keeps for five minutes: the tools and the system prompt, or the conversation too. Sent again it costs a tenth or less, the first time a quarter more. Other providers keep by themselves.',
    default: standard,
  })

/** As a request has it. */
export const cacheOf = ({ prompt_cache: cache }: { prompt_cache?: 'off' | 'system' | 'conversation' }) =>
  cache === 'off' ? undefined : cache

/** What happens when a model does not answer. */
export const reliabilityFields = {
  fallback_models: Type.Optional(
    Type.Array(Type.String(), {
      title: 'Fallback models',
      'x-group': RELIABILITY,
      description:
        'Asked in this order where the model is unknown, out of reach, busy, broken or too slow, as long as nothing of its answer was shown.',
      maxItems: 10,
      examples: [['ollama/llama3.2', 'builtin']],
    }),
  ),
  timeout_ms: Type.Integer({
    title: 'Time limit (ms)',
    'x-group': RELIABILITY,
    description: 'For the whole answer of each model that is asked.',
    default: 300_000,
    minimum: 1,
    maximum: 3_600_000,
    'x-widget': 'duration',
  }),
  first_byte_ms: Type.Optional(
    Type.Integer({
      title: 'Time to the first piece (ms)',
      'x-group': RELIABILITY,
      description: 'Until the model begins to answer. A local model that is loaded first needs longer.',
      minimum: 1,
      maximum: 3_600_000,
      'x-widget': 'duration',
    }),
  ),
}

/** Credentials that a model server can be asked with. */
export const MODEL_CREDENTIALS = ['bearer', 'api_key', 'basic', 'oauth2']

export const credentialField = (description: string, group?: string) =>
  Type.Optional(
    Type.String({
      title: 'Credential',
      description,
      ...(group === undefined ? {} : { 'x-group': group }),
      'x-widget': 'credential',
      'x-credential-types': MODEL_CREDENTIALS,
    }),
  )

/** A server in place of the configured ones, and the key for it. */
export const serverFields = {
  base_url: Type.Optional(
    Type.String({
      title: 'Server',
      'x-group': SERVER,
      description: 'An OpenAI-compatible server, used in place of the configured ones.',
      examples: ['https://api.example.com/v1'],
    }),
  ),
  credential: credentialField('For that server, or in place of the credential of the provider.', SERVER),
  api_key: Type.Optional(
    Type.String({
      title: 'API key',
      'x-group': SERVER,
      description: 'For that server, where it is not kept as a credential.',
      'x-secret': true,
    }),
  ),
}
