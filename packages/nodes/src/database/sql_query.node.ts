import { defineNode, NodeError, port } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import { Type } from 'typebox'
import { connectionOf } from './connection_of.ts'
import { databaseFields } from './database_fields.ts'
import { saveRows } from './save_rows.ts'

const Config = Type.Object({
  read_only: Type.Boolean({
    title: 'Read only',
    description: 'The database refuses to change anything. Turn it off to insert, update or create.',
    default: true,
  }),
  max_rows: Type.Integer({
    title: 'Most rows',
    description: 'More are not read; `truncated` says that there were.',
    default: 1000,
    minimum: 1,
    maximum: 100_000,
  }),
  save_to: Type.Optional(
    Type.String({
      title: 'Write rows to',
      description:
        'A file below the workspace, by its ending CSV or JSON lines. Rows then pass one by one, however many there are.',
      examples: ['exports/orders.csv', 'exports/orders.jsonl'],
      pattern: '\\.(?:csv|jsonl|ndjson)$',
      'x-message': 'needs to end in .csv, .jsonl or .ndjson',
    }),
  ),
  ...databaseFields,
})

export default defineNode({
  type: 'sql_query',
  version: 1,
  category: 'database',
  name: 'SQL Query',
  icon: 'database',
  description: 'Execute SQL query',
  keywords: ['sqlite', 'postgresql', 'mysql', 'mariadb', 'database', 'select', 'insert'],
  summary: '{query}',
  effect: 'unsafe',
  effectOf: ({ config }) => (config.read_only === false || config.save_to ? 'unsafe' : 'idempotent'),
  uses: ['sql', 'files', 'credentials'],
  credentials: ['database'],
  inputs: {
    connection: port.string({
      description:
        '`sqlite:` and a file of the workspace, `postgres://…`, or `mysql://…` for MySQL and MariaDB.',
      secret: true,
      schema: { examples: ['sqlite:shop.db', 'postgres://reader@db.example.com/shop'] },
    }),
    query: port.string({
      required: true,
      description: 'One statement, or several with `;` between them, which are one transaction.',
      schema: {
        'x-widget': 'code',
        'x-language': 'sql',
        examples: ['SELECT * FROM orders WHERE customer = :name'],
      },
    }),
    params: port.any({
      description: 'Values for the places: an object for `:name`, a list for `?` and `$1`. Always bound.',
      schema: { 'x-widget': 'json', examples: [{ name: '{{ trigger.customer }}' }] },
    }),
  },
  outputs: {
    rows: port.array({ description: 'Of the last statement, an object each.' }),
    row_count: port.number({ description: 'Rows that were changed, or read where nothing was.' }),
    columns: port.array({ description: 'Their names, in order.' }),
    truncated: port.boolean({ description: 'Whether there were more rows than were read.' }),
    results: port.array({ description: 'One for each statement, with the fields above.' }),
    file: port.string({ description: 'The file that the rows were written to.' }),
  },
  config: Config,
  docs: `Asks a database in SQL: SQLite, Postgres, MySQL or MariaDB.

**When to use it.** To look data up, to answer a question out of tables, to keep what a run has found.

Values never become part of the statement: write \`:name\` with an object at **params**, or \`?\` with a list. A list takes
its place in \`WHERE id IN (:ids)\`. Several statements are one transaction: all are kept, or none is. **Read only** is on
until you turn it off.

\`sqlite:shop.db\` is a file in the workspace and needs no server. Keep an address with a password as a credential.
Numbers that JSON cannot hold exactly come as text, times in ISO 8601, bytes in base64.

What changes rows and gives them back, as with \`RETURNING\`, is always done to its end; of its rows those past **Most rows**,
or past 16 MB, are left out, and **truncated** says so.

With **Write rows to** a result of any length passes into a file without being held in memory. In MySQL a statement that
defines a table ends the transaction it stands in.`,
  examples: [
    {
      title: 'A table of the workspace',
      config: { read_only: false },
      inputs: {
        connection: 'sqlite:shop.db',
        query:
          'CREATE TABLE IF NOT EXISTS tea (name TEXT PRIMARY KEY, price REAL);\nINSERT OR REPLACE INTO tea VALUES (:name, :price);\nSELECT * FROM tea',
        params: { name: 'Assam', price: 4.5 },
      },
      outputs: { rows: [{ name: 'Assam', price: 4.5 }], row_count: 1, truncated: false },
    },
  ],
  async execute({ config, inputs, context }) {
    const { read_only, max_rows, timeout_ms, save_to } = config
    const { sql, files, credentials } = context.services
    const connection = await connectionOf(inputs.connection, config.credential, credentials)
    const saving = save_to ? saveRows(files, save_to, context.signal) : undefined
    const results = await sql.query({
      connection,
      query: inputs.query,
      params: paramsOf(inputs.params),
      read_only,
      max_rows,
      timeout_ms,
      signal: context.signal,
      ...(saving && { onRows: saving.take }),
    })
    await saving?.end()
    const plain = results.map((result) => ({ ...result }))
    const { rows = [], columns = [], row_count = 0, truncated = false } = results.at(-1) ?? {}
    return { rows, columns, row_count, truncated, results: plain, ...(save_to && { file: save_to }) }
  },
})

function paramsOf(params: JsonValue | undefined): JsonValue[] | JsonObject | undefined {
  if (params === undefined || params === null) return undefined
  if (typeof params === 'object') return params
  throw new NodeError('input_invalid', '"params" is neither a list nor an object', {
    field: 'params',
    hint: 'Give a list for ? and $1, or an object for :name.',
    retryable: false,
  })
}
