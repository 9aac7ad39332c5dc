import { NodeError } from '@llamanexus/node-sdk'
import type { Db, MongoClient } from 'mongodb'
import type { HostGuard } from '../http/host_guard.ts'
import { createKept } from '../lifetime/kept.ts'
import { connectFailed } from './nosql_error.ts'

const KEEP_MS = 60_000
const CONNECT_MS = 10_000
const PORT = 27017

type Bson = typeof import('mongodb').BSON
interface Opened {
  client: MongoClient
  bson: Bson
  /** Why an address is not talked to, where one is not. */
  refused: () => Error | undefined
}

/** One client a database server; each has its own pool. */
export function mongoClients(guard: HostGuard) {
  const kept = createKept<Opened>({ keep_ms: KEEP_MS, close: ({ client }) => client.close() })

  const use = <T>(connection: string, work: (db: Db, bson: Bson) => Promise<T>): Promise<T> =>
    kept.use(
      connection,
      () => open(connection, guard),
      async ({ client, bson, refused }) => {
        try {
          return await work(client.db(), bson)
        } catch (error) {
          throw refused() ?? error
        }
      },
    )

  return { use, close: kept.close }
}

/** Every server that the client would talk to is checked, those that a first one names as well. */
async function open(connection: string, guard: HostGuard): Promise<Opened> {
  const { MongoClient, BSON: bson } = await import('mongodb')
  let refusal: Error | undefined
  const ports = new Map<string, number>()
  /** Whoever waits for a server to answer learns why none will. */
  const refuse = (error: Error) => {
    refusal ??= error
    void client.close(true)
  }
  const client = newClient(
    () =>
      new MongoClient(connection, {
        serverSelectionTimeoutMS: CONNECT_MS,
        connectTimeoutMS: CONNECT_MS,
        maxPoolSize: 8,
        appName: 'LlamaNexus',
        lookup: (host, options, callback) =>
          guard.lookup(ports.get(host) ?? PORT)(host, options, (error, ...found) => {
            if (error instanceof NodeError) refuse(error)
            callback(error, ...found)
          }),
      }),
  )
  const check = (address: string) => {
    const { hostname, port } = new URL(`tcp://${address}`)
    ports.set(hostname, Number(port) || PORT)
    try {
      guard.literal(hostname, Number(port) || PORT)
    } catch (error) {
      refuse(error as Error)
    }
  }
  for (const { host, port } of client.options.hosts)
    check(`${host?.includes(':') ? `[${host}]` : host}:${port}`)
  client.on('serverOpening', ({ address }) => check(address))
  if (refusal) throw refusal
  return { client, bson, refused: () => refusal }
}

function newClient(create: () => MongoClient): MongoClient {
  try {
    return create()
  } catch (error) {
    const cause = error as Error
    if (cause.name === 'MongoParseError')
      throw new NodeError('connection_invalid', `"connection" is no address of MongoDB: ${cause.message}`, {
        field: 'connection',
        hint: 'Write mongodb://user:password@host/database.',
        retryable: false,
        cause,
      })
    throw connectFailed(cause)
  }
}
