import { NodeError, type NoSqlRequest, type NoSqlResult } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import type { AbstractCursor, Collection, Db, Document } from 'mongodb'
import {
  connectFailed,
  MAX_BYTES,
  queryFailed,
  queryInvalid,
  readOnly,
  signInFailed,
  tooLarge,
} from './nosql_error.ts'

type Bson = typeof import('mongodb').BSON

/** What an operation is given, with extended JSON already read. */
interface Call {
  collection: Collection
  query: Document
  max: number
  signal: AbortSignal
  timeoutMS: number
}

const READS = ['find', 'findOne', 'aggregate', 'count', 'distinct'] as const
const WRITES = [
  'insertOne',
  'insertMany',
  'updateOne',
  'updateMany',
  'replaceOne',
  'deleteOne',
  'deleteMany',
  'findOneAndUpdate',
  'findOneAndDelete',
] as const
type Operation = (typeof READS)[number] | (typeof WRITES)[number]

/** Performs one operation on a collection. */
export async function mongoQuery(
  db: Db,
  bson: Bson,
  request: NoSqlRequest & { signal: AbortSignal },
): Promise<NoSqlResult> {
  const { collection, operation = 'find', ...rest } = request.query
  if (typeof collection !== 'string' || collection === '')
    throw queryInvalid(
      '"query.collection" is missing',
      'Write {"collection": "orders", "operation": "find"}.',
    )
  if (!isOperation(operation))
    throw queryInvalid(
      `"query.operation" is ${JSON.stringify(operation)}`,
      `It can be ${[...READS, ...WRITES].join(', ')}.`,
    )
  if (request.read_only) refuseWrites(operation, rest)
  const call: Call = {
    collection: db.collection(collection),
    query: readDocument(bson, rest),
    max: request.max_results,
    signal: request.signal,
    timeoutMS: request.timeout_ms,
  }
  const found = await perform(operation, call).catch((error) => {
    throw mongoFailure(error)
  })
  const results = found.map((each) => bson.EJSON.serialize(each as Document, { relaxed: true }) as JsonValue)
  if (JSON.stringify(results).length > MAX_BYTES) throw tooLarge(MAX_BYTES)
  return { results: results.slice(0, request.max_results), truncated: results.length > request.max_results }
}

function perform(operation: Operation, call: Call): Promise<unknown[]> {
  const { collection, query, signal, timeoutMS } = call
  const { filter = {}, document, documents, update, options = {} } = query
  const settings = { ...options, signal, timeoutMS }
  switch (operation) {
    case 'find': {
      const { projection, sort, limit, skip } = query
      return some(collection.find(filter, { ...settings, projection, sort, limit, skip }), call.max)
    }
    case 'aggregate':
      return some(collection.aggregate(needList(query, 'pipeline'), settings), call.max)
    case 'findOne':
      return one(collection.findOne(filter, { ...settings, projection: query.projection, sort: query.sort }))
    case 'count':
      return one(collection.countDocuments(filter, settings))
    case 'distinct':
      return collection.distinct(needText(query, 'key'), filter, settings)
    case 'insertOne':
      return one(collection.insertOne(needDocument(document, 'document'), settings))
    case 'insertMany':
      return one(collection.insertMany(needList({ documents }, 'documents'), settings))
    case 'updateOne':
      return one(collection.updateOne(filter, needDocument(update, 'update'), settings))
    case 'updateMany':
      return one(collection.updateMany(filter, needDocument(update, 'update'), settings))
    case 'replaceOne':
      return one(collection.replaceOne(filter, needDocument(document, 'document'), settings))
    case 'deleteOne':
      return one(collection.deleteOne(needDocument(query.filter, 'filter'), settings))
    case 'deleteMany':
      return one(collection.deleteMany(needDocument(query.filter, 'filter'), settings))
    case 'findOneAndUpdate':
      return one(
        collection.findOneAndUpdate(filter, needDocument(update, 'update'), {
          returnDocument: 'after',
          ...settings,
        }),
      )
    case 'findOneAndDelete':
      return one(collection.findOneAndDelete(needDocument(query.filter, 'filter'), settings))
  }
}

const one = async (result: Promise<unknown>): Promise<unknown[]> => {
  const value = await result
  return value === null ? [] : [value]
}

/** One more than is wanted, which tells that there is more; read no further than the answer may be long. */
async function some(cursor: AbstractCursor, max: number): Promise<unknown[]> {
  const found: unknown[] = []
  let bytes = 0
  try {
    for await (const document of cursor) {
      bytes += JSON.stringify(document).length
      if (bytes > MAX_BYTES) throw tooLarge(MAX_BYTES)
      if (found.push(document) > max) break
    }
  } finally {
    await cursor.close()
  }
  return found
}

function refuseWrites(operation: Operation, query: JsonObject): void {
  if (!READS.some((name) => name === operation)) throw readOnly(operation)
  const stages = Array.isArray(query.pipeline) ? query.pipeline : []
  for (const stage of stages)
    for (const name of ['$out', '$merge'])
      if (typeof stage === 'object' && stage !== null && name in stage) throw readOnly(name)
}

/** `{"$oid": "…"}` and its kind become what they stand for. */
function readDocument(bson: Bson, query: JsonObject): Document {
  try {
    return bson.EJSON.deserialize(query as Document, { relaxed: true })
  } catch (error) {
    throw queryInvalid(
      `"query" is no extended JSON: ${(error as Error).message}`,
      'Write an id as {"$oid": "…"} and a time as {"$date": "…"}.',
    )
  }
}

function needDocument(value: unknown, name: string): Document {
  if (typeof value === 'object' && value !== null) return value
  throw queryInvalid(`"query.${name}" is missing`, `This operation takes an object at ${name}.`)
}

function needList(query: Document, name: string): Document[] {
  const value: unknown = query[name]
  if (Array.isArray(value)) return value
  throw queryInvalid(`"query.${name}" is missing`, `This operation takes a list at ${name}.`)
}

function needText(query: Document, name: string): string {
  const value: unknown = query[name]
  if (typeof value === 'string') return value
  throw queryInvalid(`"query.${name}" is missing`, `This operation takes the name of a field at ${name}.`)
}

const isOperation = (name: JsonValue): name is Operation =>
  [...READS, ...WRITES].some((operation) => operation === name)

/** The driver's classes are known by their names; its codes are the server's. */
export function mongoFailure(error: Error & { code?: number | string }): NodeError {
  if (error instanceof NodeError) return error
  if (error.code === 18 || error.code === 8000 || error.code === 13) return signInFailed(error)
  if (/^Mongo(?:Network|ServerSelection|TopologyClosed|NotConnected)/.test(error.name))
    return connectFailed(error)
  if (error.code === 11000)
    return new NodeError('constraint_failed', `The database says: ${error.message}`, {
      field: 'query',
      hint: 'Something with this key is there already.',
      retryable: false,
      cause: error,
    })
  return queryFailed(error)
}
