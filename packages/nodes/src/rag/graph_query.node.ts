import { defineNode, type NodeContext, NodeError, port } from '@llamanexus/node-sdk'
import { type Static, Type } from 'typebox'

const Config = Type.Object({
  address: Type.Optional(
    Type.String({
      title: 'Server',
      description: 'Neo4j or what speaks Bolt. Default: the embedded graph on this machine.',
      examples: ['neo4j://graph.example.com:7687', 'bolt+s://graph.example.com:7687'],
    }),
  ),
  credential: Type.Optional(
    Type.String({
      title: 'Credential',
      description: 'User and password for the server, or its whole address.',
      'x-widget': 'credential',
      'x-credential-types': ['basic', 'database'],
    }),
  ),
  database: Type.Optional(
    Type.String({
      title: 'Graph',
      description: 'Which one: of a server its own default, else `default`.',
      examples: ['people'],
    }),
  ),
  read_only: Type.Boolean({
    title: 'Read only',
    description: 'The database refuses to change anything. Turn it off to create, merge or delete.',
    default: true,
  }),
  max_rows: Type.Integer({
    title: 'Most rows',
    description: 'More are not read; `truncated` says that there were.',
    default: 1000,
    minimum: 1,
    maximum: 100_000,
  }),
  timeout_ms: Type.Integer({
    title: 'Time limit (ms)',
    default: 30_000,
    minimum: 1,
    maximum: 3_600_000,
    'x-widget': 'duration',
  }),
})

export default defineNode({
  type: 'graph_query',
  version: 1,
  category: 'rag',
  name: 'Graph Query',
  icon: 'waypoints',
  description: 'Query knowledge graph',
  keywords: ['neo4j', 'cypher'],
  summary: '{query}',
  effect: 'unsafe',
  effectOf: ({ config }) => (config.read_only === false ? 'unsafe' : 'idempotent'),
  uses: ['graph', 'credentials'],
  credentials: ['basic', 'database'],
  inputs: {
    query: port.string({
      required: true,
      description: 'In Cypher, with `$name` for values.',
      schema: {
        minLength: 1,
        'x-widget': 'code',
        examples: ['MATCH (a:Person)-[k:KNOWS]->(b) WHERE a.name = $name RETURN a, k, b'],
      },
    }),
    params: port.object({
      description: 'Values for `$name`. Always bound.',
      schema: { 'x-widget': 'key_value', examples: [{ name: '{{ trigger.name }}' }] },
    }),
  },
  outputs: {
    nodes: port.array({ description: 'Each node in the answer once: `id`, `labels`, `properties`.' }),
    edges: port.array({
      description: 'Each edge in the answer once: `id`, `type`, `start`, `end`, `properties`.',
    }),
    rows: port.array({ description: 'By the names of the RETURN.' }),
    count: port.number({ description: 'How many rows there are.' }),
    truncated: port.boolean({ description: 'Whether there were more rows than were read.' }),
  },
  config: Config,
  docs: `Asks a graph of things and how they are related, in Cypher.

**When to use it.** When the answer is in relations over several steps: who knows whom, what depends on what.

Without a server it asks a graph on this machine, which is kept in the data directory. That needs one package more. In the
folder of LlamaNexus run this once, and again after an update; it holds at once, without a restart:

\`\`\`
npm install --no-save @ladybugdb/core@0.19.1
\`\`\`

Its tables are declared first:

\`\`\`
CREATE NODE TABLE IF NOT EXISTS Person(name STRING PRIMARY KEY)
\`\`\`

With a **server** it asks Neo4j over Bolt. Choose a credential with user and password, or one with the whole address.

Values never become part of the query: write \`$name\` and give **params**. **Read only** is on until you turn it off.
**nodes** and **edges** hold everything in the answer that is one, paths included; **rows** is the answer as it stands.`,
  examples: [
    {
      title: 'Whom somebody knows',
      needs: 'a Neo4j server; without an address, the embedded graph, once it is installed.',
      config: { address: 'bolt://graph.example.com:7687' },
      inputs: {
        query: 'MATCH (a:Person)-[k:KNOWS]->(b) WHERE a.name = $name RETURN a, k, b',
        params: { name: 'Ada' },
      },
      outputs: { count: 1, truncated: false },
    },
  ],
  async execute({ config, inputs, context }) {
    const { max_rows, timeout_ms, read_only, database } = config
    const result = await context.services.graph.query({
      ...(await serverOf(config, context)),
      database,
      query: inputs.query,
      params: inputs.params,
      read_only,
      max_rows,
      timeout_ms,
      signal: context.signal,
    })
    const { nodes, edges, rows, truncated } = result
    return { nodes, edges, rows, count: rows.length, truncated }
  },
})

interface Server {
  address?: string
  username?: string
  password?: string
}

async function serverOf(
  { address, credential: id }: Static<typeof Config>,
  { services, signal }: NodeContext<'credentials'>,
): Promise<Server> {
  if (!id) return address ? { address } : {}
  const use = {
    id,
    field: 'credential',
    host: hostOf(address),
    types: ['basic', 'database'] as const,
    signal,
  }
  const { type, values } = await services.credentials.open(use)
  if (type === 'database') return fromUrl(values['url'] ?? '')
  if (!address)
    throw new NodeError('config_invalid', '"address" is missing: the credential names no server', {
      field: 'address',
      hint: 'Write it as neo4j://host:7687.',
      retryable: false,
    })
  return { address, username: values['username'], password: values['password'] }
}

const hostOf = (address: string | undefined): string => URL.parse(address ?? '')?.host ?? ''

/** User and password stand in the address itself. */
function fromUrl(text: string): Server {
  const url = URL.parse(text)
  if (!url) return { address: text }
  const { protocol, host, username, password } = url
  return {
    address: `${protocol}//${host}`,
    username: decodeURIComponent(username),
    password: decodeURIComponent(password),
  }
}
