import type { GraphNode, GraphRequest, GraphResult } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import { type Collector, createCollector, plainInteger } from './graph_collector.ts'

/** One query over one graph, in a process that ends with it. */
export type GraphAnswer =
  | { ok: true; result: GraphResult }
  | { ok: false; reason: 'missing' | 'read_only' | 'invalid' | 'failed'; message: string }

/** As much of the optional package as is used; it is not there to be asked for its types. */
interface Result {
  hasNext(): boolean
  getNext(): Promise<Record<string, unknown> | null>
  getColumnNames(): Promise<string[]>
}
interface Prepared {
  isSuccess(): boolean
  isReadOnly(): boolean
  getErrorMessage(): string
}
interface Connection {
  prepare(text: string): Promise<Prepared>
  execute(prepared: Prepared, params: JsonObject): Promise<Result | Result[]>
}
interface Library {
  Database: new (path: string) => { close(): Promise<void> }
  Connection: new (database: object) => Connection & { close(): Promise<void> }
}

process.on('message', async ({ path, request }: { path: string; request: GraphRequest }) => {
  const answer = await perform(path, request)
  process.send?.(answer, () => process.exit())
})
process.on('disconnect', () => process.exit())

async function perform(path: string, request: GraphRequest): Promise<GraphAnswer> {
  try {
    const library = await load()
    if (!library) return { ok: false, reason: 'missing', message: 'The package is not installed' }
    const database = new library.Database(path)
    const connection = new library.Connection(database)
    const answer = await ask(connection, request)
    await connection.close()
    await database.close()
    return answer
  } catch (error) {
    return { ok: false, reason: 'failed', message: (error as Error).message }
  }
}

async function ask(connection: Connection, request: GraphRequest): Promise<GraphAnswer> {
  const prepared = await connection.prepare(request.query)
  if (!prepared.isSuccess()) return { ok: false, reason: 'invalid', message: prepared.getErrorMessage() }
  if (request.read_only && !prepared.isReadOnly())
    return { ok: false, reason: 'read_only', message: 'The query writes' }
  try {
    const results = await connection.execute(prepared, request.params ?? {})
    return { ok: true, result: await read([results].flat().at(-1), request.max_rows) }
  } catch (error) {
    // What is wrong with values or with rules of the graph shows when it is performed.
    return { ok: false, reason: 'invalid', message: (error as Error).message }
  }
}

async function read(result: Result | undefined, maxRows: number): Promise<GraphResult> {
  const collector = createCollector(maxRows)
  const columns = (await result?.getColumnNames()) ?? []
  while (result?.hasNext()) {
    const row = await result.getNext()
    if (row && !collector.row(plainObject(row, collector))) return collector.end(columns, true)
  }
  return collector.end(columns, false)
}

const plainObject = (value: object, collector: Collector): JsonObject =>
  Object.fromEntries(Object.entries(value).map(([name, part]) => [name, plain(part, collector)]))

function plain(value: unknown, collector: Collector): JsonValue {
  if (value === null || value === undefined) return null
  if (typeof value === 'bigint') return plainInteger(value)
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (typeof value !== 'object')
    return typeof value === 'string' || typeof value === 'boolean' ? value : String(value)
  if (value instanceof Date) return value.toISOString()
  if (Buffer.isBuffer(value)) return value.toString('base64')
  if (Array.isArray(value)) return value.map((part) => plain(part, collector))
  if (value instanceof Map) return plainObject(Object.fromEntries(value), collector)
  if ('_src' in value && '_dst' in value) return edgeOf(value, collector)
  if ('_label' in value && '_id' in value) return nodeOf(value, collector)
  if ('_nodes' in value && '_rels' in value)
    return { nodes: plain(value._nodes, collector), edges: plain(value._rels, collector) }
  return plainObject(value, collector)
}

const idOf = (id: unknown): string => {
  const { table, offset } = (id ?? {}) as { table?: number; offset?: number }
  return `${table}:${offset}`
}

/** Names that begin with `_` are the library's own. */
const properties = (value: object, collector: Collector): JsonObject =>
  plainObject(
    Object.fromEntries(
      Object.entries(value).filter(([name, part]) => !name.startsWith('_') && part !== null),
    ),
    collector,
  )

const nodeOf = (value: { _id: unknown; _label: unknown }, collector: Collector): GraphNode =>
  collector.node({
    id: idOf(value._id),
    labels: [String(value._label)],
    properties: properties(value, collector),
  })

const edgeOf = (value: object, collector: Collector) => {
  const { _id, _src, _dst, _label } = value as Record<string, unknown>
  return collector.edge({
    id: idOf(_id),
    type: String(_label),
    start: idOf(_src),
    end: idOf(_dst),
    properties: properties(value, collector),
  })
}

async function load(): Promise<Library | undefined> {
  // A name that the compiler does not follow: the package is optional.
  const name: string = '@ladybugdb/core'
  try {
    const found = (await import(name)) as { default?: Library } & Library
    return found.default ?? found
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') return undefined
    throw error
  }
}
