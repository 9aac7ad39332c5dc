import { defineNode, NodeError, port } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import { Type } from 'typebox'

const SEGMENT = '(?::[A-Za-z_][A-Za-z0-9_]*|(?!\\.{1,2}(?:/|$))[A-Za-z0-9_~.-]+)'
/** `test/` belongs to the test addresses; a path that climbs would be resolved away by whoever calls it. */
const PATH = `^(?!test/)(?!(?:.*/)?(:[^/]+)/(?:.*/)?\\1(?:/|$))${SEGMENT}(?:/${SEGMENT})*$`

const ORIGIN = '^(?:\\*|[a-z][a-z0-9+.-]*://(?:[A-Za-z0-9._-]+|\\[[0-9a-fA-F:]+\\])(?::[0-9]{1,5})?)$'

const Auth = Type.Object(
  {
    type: Type.Enum(['none', 'header', 'basic', 'hmac'], { title: 'Kind', default: 'none' }),
    scheme: Type.Optional(
      Type.Enum(['standard', 'github', 'stripe'], {
        title: 'Signed as',
        description:
          'What the sender signs: `standard` is `{timestamp}.{body}` with the time in a header of its own, `github` the body alone as `sha256=…`, `stripe` `{t}.{body}` as `t=…,v1=…`.',
        default: 'standard',
        'x-labels': { standard: 'Time and body', github: 'As GitHub does', stripe: 'As Stripe does' },
        'x-when': { type: ['hmac'] },
      }),
    ),
    header: Type.Optional(
      Type.String({
        title: 'Header',
        description: 'Header that carries the value or the signature; each way of signing has its own.',
        examples: ['X-Api-Key'],
        'x-when': { type: ['header', 'hmac'] },
      }),
    ),
    value: Type.Optional(Type.String({ title: 'Value', 'x-secret': true, 'x-when': { type: ['header'] } })),
    username: Type.Optional(Type.String({ title: 'User name', 'x-when': { type: ['basic'] } })),
    password: Type.Optional(
      Type.String({ title: 'Password', 'x-secret': true, 'x-when': { type: ['basic'] } }),
    ),
    secret: Type.Optional(
      Type.String({
        title: 'Signing secret',
        description: 'Key of the HMAC-SHA256 that the sender signs with.',
        'x-secret': true,
        'x-when': { type: ['hmac'] },
      }),
    ),
    timestamp_header: Type.Optional(
      Type.String({ title: 'Timestamp header', default: 'X-Timestamp', 'x-when': { type: ['hmac'] } }),
    ),
    tolerance_s: Type.Optional(
      Type.Integer({
        title: 'Replay window (s)',
        description: 'Signed calls older than this are refused.',
        default: 300,
        minimum: 1,
        'x-when': { type: ['hmac'] },
      }),
    ),
  },
  { title: 'Who may call', default: { type: 'none' } },
)

const Config = Type.Object({
  path: Type.String({
    title: 'Path',
    description: 'The address is `/webhooks/` and this. A segment `:name` is a parameter.',
    minLength: 1,
    maxLength: 200,
    pattern: PATH,
    'x-message':
      'must be made of segments like `orders` or `:id` with `/` between them; `.`, `..`, a name used twice and the beginning `test/` are not possible',
    examples: ['orders', 'orders/:id'],
  }),
  method: Type.Enum(['ANY', 'GET', 'POST', 'PUT', 'PATCH', 'DELETE'], { title: 'Method', default: 'POST' }),
  respond: Type.Enum(['immediately', 'last_node', 'response_node'], {
    title: 'Answer',
    description:
      'At once with 202; with the result when the run has ended; or with what a Webhook Response node gives.',
    default: 'immediately',
  }),
  auth: Auth,
  allowed_origins: Type.Array(
    Type.String({
      pattern: ORIGIN,
      'x-message': 'must be an origin like `https://shop.example`, without a path, or `*`',
    }),
    {
      title: 'Pages that may call',
      description:
        'Origins, as `https://shop.example`, whose pages may call from a browser; `*` for all. None: no page of another site.',
      default: [],
      maxItems: 50,
      examples: [['https://shop.example']],
    },
  ),
  delivery_id: Type.Optional(
    Type.String({
      title: 'A delivery is known by',
      description:
        'A header, as `X-Request-Id`, or a place in the body, as `body.id`. The same one again starts no second run and gets the same answer. Known senders number theirs: GitHub, GitLab, Shopify, Standard Webhooks, `Idempotency-Key`.',
      maxLength: 200,
      examples: ['X-Request-Id', 'body.id'],
      'x-expression': 'none',
    }),
  ),
  dedupe_hours: Type.Number({
    title: 'Known for (hours)',
    description: 'How long a delivery that comes again is known; 0 starts a run for each.',
    default: 24,
    minimum: 0,
    maximum: 168,
  }),
})

export default defineNode({
  type: 'http_webhook',
  version: 1,
  category: 'triggers',
  name: 'Webhook',
  icon: 'webhook',
  description: 'HTTP endpoint trigger',
  keywords: ['endpoint', 'callback', 'incoming call', 'api'],
  summary: '{method} /webhooks/{path}',
  role: 'trigger',
  effect: 'pure',
  inputs: {},
  outputs: {
    body: port.object({ description: 'The parsed body: JSON and forms as data, anything else as text.' }),
    headers: port.object({ description: 'Lower-case names.' }),
    query: port.object({ description: 'The query string; a repeated name gives a list.' }),
    params: port.object({ description: 'The `:name` parts of the path.' }),
    method: port.string({ description: 'Of the call, in capitals.' }),
    files: port.array({
      description: 'Files of a form, each with `field`, `name`, `type`, `size` and its `content` in base64.',
    }),
  },
  config: Config,
  docs: `Starts the workflow for each HTTP call to \`/webhooks/{path}\`.

**When to use it.** When another system tells you about something: an order, a commit, a form.

With **Answer** set to \`immediately\` the caller gets 202 and the run goes on by itself. With \`last_node\` it waits for
the workflow's output. With \`response_node\` a **Webhook Response** node decides body, status and headers.

Expressions read the same data as \`trigger.body\`, \`trigger.headers\`, \`trigger.query\`, \`trigger.params\` and
\`trigger.method\`, and the files of a form as \`trigger.files\`.

A page of another site can call it from a browser where **Pages that may call** names its origin. A HEAD is answered for a
webhook that takes GET, and starts no run: a link checker or a preview only looks.

A sender that gets no answer tries again. What it delivers twice is known by its number and starts one run: GitHub's,
GitLab's, Shopify's and those of Standard Webhooks by themselves, others by **A delivery is known by**. The test address
starts a run for each call.

\`\`\`
curl -X POST http://127.0.0.1:4680/webhooks/orders -H 'content-type: application/json' -d '{"total": 120}'
\`\`\``,
  examples: [
    {
      title: 'Orders',
      config: { path: 'orders', respond: 'response_node' },
      inputs: {},
      outputs: { body: { total: 120 }, headers: {}, query: {}, params: {}, method: 'POST', files: [] },
    },
  ],
  // A plain path is answered at once, and then the run goes on without waiting a turn.
  execute({ context }) {
    const trigger = context.evaluate('trigger')
    return trigger instanceof Promise ? trigger.then(outputsOf) : outputsOf(trigger)
  },
})

/** The server makes the trigger data; a run started by hand may carry anything, which then has to have its shape. */
function outputsOf(trigger: JsonValue) {
  if (typeof trigger !== 'object' || trigger === null || Array.isArray(trigger) || !('body' in trigger))
    throw new NodeError('input_invalid', 'The data of a webhook is an object with a body', {
      field: 'trigger',
      hint: 'Run it with {"body": …, "headers": {}, "query": {}, "params": {}, "method": "POST"}.',
      retryable: false,
    })
  const { body = {}, headers = {}, query = {}, params = {}, method = 'POST', files = [] } = trigger
  return {
    // The plan types the port object; a caller may post any JSON, and it is passed on as it came.
    body: body as JsonObject,
    headers: headers as JsonObject,
    query: query as JsonObject,
    params: params as JsonObject,
    method: String(method),
    files: Array.isArray(files) ? files : [],
  }
}
