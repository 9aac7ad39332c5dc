import { defineNode, NodeError, port } from '@llamanexus/node-sdk'
import type { JsonValue } from '@llamanexus/workflow'
import { Type } from 'typebox'
import { atField } from './at_field.ts'
import { collectMessages } from './collect_messages.ts'
import { HEADER_HINT } from './header_hint.ts'
import { createSignIn } from './sign_in.ts'
import { decodeMessage, encodeMessage, MESSAGE_FORMATS } from './websocket_message.ts'

const CREDENTIALS = ['bearer', 'api_key', 'basic', 'oauth2'] as const

const Config = Type.Object({
  until: Type.Enum(['count', 'match', 'close', 'sent'], {
    title: 'Listen until',
    description:
      'count: so many messages have come. match: one fits. close: the server closes. sent: not at all, once the message is sent.',
    default: 'count',
  }),
  count: Type.Integer({ title: 'Messages', default: 1, minimum: 1, maximum: 10_000 }),
  match: Type.Optional(
    Type.String({
      title: 'Match',
      description:
        'An expression over `message` and `index`, or a text in quotes that the message has to contain.',
      'x-expression': 'bare',
      'x-locals': ['message', 'index'],
      examples: ["message.type == 'done'", "'finished'"],
    }),
  ),
  timeout: Type.Number({
    title: 'Time limit (s)',
    description: 'From the beginning to the last message.',
    default: 30,
    exclusiveMinimum: 0,
    maximum: 3600,
  }),
  on_timeout: Type.Enum(['fail', 'emit'], {
    title: 'When the time is over',
    description: 'emit: what has come until then is the result.',
    default: 'fail',
  }),
  format: Type.Enum([...MESSAGE_FORMATS], {
    title: 'Messages as',
    description:
      'auto: JSON where it is, else text; binary messages as an object with their bytes in base64.',
    default: 'auto',
  }),
  send_as: Type.Enum(['text', 'binary'], {
    title: 'Send as',
    description: 'binary: the message is base64, and its bytes are sent.',
    default: 'text',
  }),
  protocol: Type.Optional(
    Type.String({ title: 'Subprotocol', examples: ['graphql-transport-ws'], pattern: '^[!-~]*$' }),
  ),
  credential: Type.Optional(
    Type.String({
      title: 'Credential',
      description: 'Signs the connection in, at the hosts that it names.',
      'x-widget': 'credential',
      'x-credential-types': [...CREDENTIALS],
      'x-host-from': 'url',
    }),
  ),
  max_message_mb: Type.Number({
    title: 'Longest message (MB)',
    default: 16,
    exclusiveMinimum: 0,
    maximum: 100,
  }),
})

export default defineNode({
  type: 'websocket',
  version: 1,
  category: 'api',
  name: 'WebSocket',
  icon: 'cable',
  description: 'WebSocket connection',
  keywords: ['socket', 'stream'],
  summary: '{url}',
  effect: 'unsafe',
  uses: ['websocket', 'credentials'],
  credentials: CREDENTIALS,
  inputs: {
    url: port.string({
      name: 'URL',
      required: true,
      description: 'A ws or wss address.',
      schema: { minLength: 1, examples: ['wss://stream.example.com/prices'] },
    }),
    message: port.string({
      description: 'Sent as soon as the connection is open. Nothing is sent without it.',
      schema: { 'x-widget': 'textarea', examples: ['{"subscribe": "prices"}'] },
    }),
    headers: port.object({
      description: 'Sent with the request that opens the connection.',
      schema: { 'x-widget': 'key_value' },
    }),
  },
  outputs: {
    response: port.any({ description: 'The last message; null where none came.' }),
    messages: port.array({ description: 'All messages, in their order.' }),
    closed: port.object({
      description: 'Who closed the connection (`by`: `server` or `workflow`), with `code` and `reason`.',
    }),
  },
  config: Config,
  docs: `Opens a WebSocket, sends a message, and collects what comes.

**When to use it.** For services that push: prices, events, a job that tells when it is done. For a question with one answer
over HTTP use an HTTP Request.

By default the first message is the answer. **Listen until** a number of messages has come, one of them matches, or the
server closes. A match is an expression: \`message.type == 'done'\` reads a field of a JSON message; a text in quotes,
\`'finished'\`, asks whether the message contains it.

**Errors.** \`upgrade_refused\` with the status where the server opens no WebSocket, such as 401; \`connection_closed\` where it
ends before what is waited for has come; \`message_too_large\`; \`timeout\`. A run that is cancelled closes the connection.`,
  examples: [
    {
      title: 'A question and its answer',
      needs: 'a WebSocket server that sends back what it is sent.',
      config: {},
      inputs: { url: 'wss://api.example.com/echo', message: '{"q": "tea"}' },
      outputs: {
        response: { q: 'tea' },
        messages: [{ q: 'tea' }],
        closed: { by: 'workflow', code: 1000, reason: '' },
      },
    },
  ],
  async execute({ config, inputs, context }) {
    if (config.until === 'match' && !config.match)
      throw new NodeError('config_invalid', '"match" needs an expression to listen until one matches', {
        field: 'match',
        hint: "Write one, such as message.type == 'done'.",
        retryable: false,
      })
    const message = inputs.message === undefined ? undefined : encodeMessage(inputs.message, config.send_as)
    const asHttp = inputs.url.trim().replace(/^ws/i, 'http')
    const auth = await createSignIn(config, asHttp, context)?.()
    const decode = (raw: string | Uint8Array) => decodeMessage(raw, config.format)
    const fits = async (value: JsonValue, index: number) => {
      const found = await context.evaluate(config.match ?? '', { message: value, index })
      if (typeof found !== 'string') return found === true
      return (typeof value === 'string' ? value : JSON.stringify(value)).includes(found)
    }
    const collected = collectMessages({
      connect: (handlers) =>
        context.services.websocket.connect({
          url: withQuery(inputs.url, auth?.query ?? {}),
          headers: headersOf({ ...inputs.headers, ...auth?.headers }),
          protocols: config.protocol ? [config.protocol] : [],
          timeout_ms: config.timeout * 1000,
          max_message_bytes: config.max_message_mb * 1024 * 1024,
          ...handlers,
        }),
      decode,
      fits,
      until: config.until,
      count: config.count,
      timeout_ms: config.timeout * 1000,
      emits: config.on_timeout === 'emit',
      signal: context.signal,
      onMessage: (seen) =>
        config.until === 'count' && context.progress(seen / config.count, `${seen} messages`),
      ...(message !== undefined && { message }),
    })
    const { messages, closed } = await atField('url', collected)
    return { response: messages.at(-1) ?? null, messages, closed }
  },
})

function withQuery(text: string, query: Record<string, string>): string {
  const url = URL.parse(text.trim())
  if (!url) return text
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  return url.href
}

function headersOf(given: Record<string, JsonValue>): Record<string, string> {
  const headers = new Headers()
  for (const [name, value] of Object.entries(given))
    try {
      if (value !== null) headers.set(name, typeof value === 'object' ? JSON.stringify(value) : String(value))
    } catch (cause) {
      // The value may be a secret, so that only the name is told.
      throw new NodeError('input_invalid', `"headers" has a header that cannot be sent: ${name}`, {
        field: 'headers',
        hint: HEADER_HINT,
        retryable: false,
        cause,
      })
    }
  return Object.fromEntries(headers)
}
