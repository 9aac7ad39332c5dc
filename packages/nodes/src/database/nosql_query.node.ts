import { defineNode, port } from '@llamanexus/node-sdk'
import { Type } from 'typebox'
import { connectionOf } from './connection_of.ts'
import { databaseFields } from './database_fields.ts'

const Config = Type.Object({
  read_only: Type.Boolean({
    title: 'Read only',
    description: 'What may change something is refused. Turn it off to write.',
    default: true,
  }),
  max_results: Type.Integer({
    title: 'Most results',
    description: '`truncated` says that there were more.',
    default: 1000,
    minimum: 1,
    maximum: 100_000,
  }),
  ...databaseFields,
})

export default defineNode({
  type: 'nosql_query',
  version: 1,
  category: 'database',
  name: 'NoSQL Query',
  icon: 'database-zap',
  description: 'MongoDB/Redis query',
  keywords: ['mongo', 'database'],
  summary: '{query}',
  effect: 'unsafe',
  effectOf: ({ config }) => (config.read_only === false ? 'unsafe' : 'idempotent'),
  uses: ['nosql', 'credentials'],
  credentials: ['database'],
  inputs: {
    connection: port.string({
      description: '`redis://…`, `rediss://…`, `mongodb://…` or `mongodb+srv://…`.',
      secret: true,
      schema: { examples: ['redis://cache.example.com:6379/0', 'mongodb://db.example.com/shop'] },
    }),
    query: port.object({
      required: true,
      description: 'A command of Redis, or an operation on a collection of MongoDB.',
      schema: {
        'x-widget': 'json',
        examples: [
          { command: 'GET', args: ['greeting'] },
          { collection: 'orders', operation: 'find', filter: { total: { $gt: 100 } }, limit: 10 },
        ],
      },
    }),
  },
  outputs: {
    results: port.array({ description: 'Documents, or what the command answers, always as a list.' }),
    first: port.any({ description: 'The first of them; null where there is none.' }),
    truncated: port.boolean({ description: 'Whether there were more than were read.' }),
  },
  config: Config,
  docs: `Asks Redis or MongoDB.

**When to use it.** To read and keep documents, counters, queues and sets where your other programs have them.

For **Redis** write a command, \`{"command": "HGETALL", "args": ["user:7"]}\`, or several as one transaction,
\`{"commands": [["INCR", "n"], ["EXPIRE", "n", 60]]}\`.

For **MongoDB** write \`{"collection": "orders", "operation": "find", "filter": {"total": {"$gt": 100}}}\`. Operations are
\`find\`, \`findOne\`, \`aggregate\`, \`count\`, \`distinct\`, \`insertOne\`, \`insertMany\`, \`updateOne\`, \`updateMany\`,
\`replaceOne\`, \`deleteOne\`, \`deleteMany\`, \`findOneAndUpdate\` and \`findOneAndDelete\`. Ids and times are extended JSON:
\`{"$oid": "…"}\`, \`{"$date": "…"}\`.

**Read only** is on until you turn it off; Redis itself says which command changes something.`,
  examples: [
    {
      title: 'Large orders',
      needs: 'a MongoDB server, or Redis.',
      config: {},
      inputs: {
        connection: 'mongodb://db.example.com/shop',
        query: { collection: 'orders', operation: 'find', filter: { total: { $gt: 100 } } },
      },
      outputs: { truncated: false },
    },
  ],
  async execute({ config, inputs, context }) {
    const connection = await connectionOf(inputs.connection, config.credential, context.services.credentials)
    const { results, truncated } = await context.services.nosql.query({
      connection,
      query: inputs.query,
      read_only: config.read_only,
      max_results: config.max_results,
      timeout_ms: config.timeout_ms,
      signal: context.signal,
    })
    return { results, first: results[0] ?? null, truncated }
  },
})
