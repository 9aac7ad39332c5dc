import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { bad, putPoints, type WireCollection, type WirePoint, WireProblem } from './collection.ts'
import { fits } from './filter.ts'
import { queryPoints, shown } from './query.ts'

type Body = Record<string, unknown>

export interface QdrantServer {
  url: string
  host: string
  /** What it is asked with, where it asks for a key. */
  key?: string
  /** Hears of each request; may cut the connection before it is performed, or after that and before the answer. */
  onRequest?: (request: { method: string; path: string; body: Body }) => 'cut' | 'cut after' | undefined
  stop(): Promise<void>
}

/**
 * A server that speaks the part of Qdrant's HTTP API that a store of vectors uses, in memory: Qdrant itself comes neither
 * with npm nor with Debian. Forms that the API does not have are refused as they are there. Where `QDRANT_URL` names a
 * real one, that one is used.
 */
export async function startQdrant(options: { key?: string } = {}): Promise<QdrantServer> {
  const given = process.env.QDRANT_URL
  if (given && !options.key)
    return { url: given.replace(/\/+$/, ''), host: new URL(given).host, stop: async () => undefined }
  const collections = new Map<string, WireCollection>()
  const running: QdrantServer = { url: '', host: '', key: options.key, stop: async () => undefined }
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://local')
    const method = request.method ?? 'GET'
    try {
      const body = await bodyOf(request)
      const cut = running.onRequest?.({ method, path: pathname, body })
      if (cut === 'cut') return void request.socket.destroy()
      if (options.key !== undefined && request.headers['api-key'] !== options.key)
        throw new WireProblem(401, 'Invalid API key or JWT')
      const result = answer(collections, method, pathname, body)
      if (cut) return void request.socket.destroy()
      const is = pathname === '/' ? result : { result, status: 'ok', time: 0.001 }
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(is))
    } catch (error) {
      const { status, message } =
        error instanceof WireProblem ? error : { status: 500, message: String(error) }
      response
        .writeHead(status, { 'content-type': 'application/json' })
        .end(JSON.stringify({ status: { error: message }, time: 0.001 }))
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  running.host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  running.url = `http://${running.host}`
  running.stop = async () => {
    server.closeAllConnections()
    server.close()
  }
  return running
}

function answer(collections: Map<string, WireCollection>, method: string, path: string, body: Body): unknown {
  if (path === '/') return { title: 'qdrant - vector search engine', version: '1.19.0' }
  const [, encoded = '', rest = ''] = /^\/collections\/([^/]+)(\/.*)?$/.exec(path) ?? []
  const name = decodeURIComponent(encoded)
  if (method === 'PUT' && rest === '') return create(collections, name, body)
  const collection = collections.get(name)
  if (method === 'DELETE' && rest === '') return collections.delete(name)
  if (!collection) throw new WireProblem(404, `Not found: Collection \`${name}\` doesn't exist!`)
  const action = actions[`${method} ${rest}`]
  if (!action) throw new WireProblem(405, `${method} ${rest} is not part of this server`)
  return action(collection, body)
}

function create(collections: Map<string, WireCollection>, name: string, body: Body): boolean {
  if (collections.has(name)) throw new WireProblem(409, `Wrong input: Collection \`${name}\` already exists!`)
  const config = { vectors: body['vectors'] ?? {}, sparse_vectors: body['sparse_vectors'] ?? {} }
  for (const { size } of Object.values(config.vectors as WireCollection['config']['vectors']))
    if (!(size >= 1 && size <= 65_536)) throw bad(`invalid vector size ${size}`)
  collections.set(name, { config, indexes: new Map(), points: new Map() } as unknown as WireCollection)
  return true
}

const done = { operation_id: 1, status: 'completed' }

const actions: Record<string, (collection: WireCollection, body: Body) => unknown> = {
  'GET ': ({ config, points }) => ({
    status: 'green',
    points_count: points.size,
    config: { params: config },
  }),
  'PUT /index'({ indexes }, { field_name, field_schema }) {
    if (!SCHEMAS.has(String(field_schema))) throw bad(`unknown payload schema ${field_schema}`)
    indexes.set(String(field_name), String(field_schema))
    return done
  },
  'PUT /points'(collection, { points }) {
    putPoints(collection, points as WirePoint[])
    return done
  },
  'POST /points': ({ points }, { ids, ...what }) =>
    (ids as string[]).flatMap((id) => {
      const point = points.get(id)
      return point ? [shown(point, { with_payload: true, ...what })] : []
    }),
  'POST /points/query': (collection, body) => queryPoints(collection, body),
  'POST /points/query/batch': (collection, { searches }) =>
    (searches as Body[]).map((each) => queryPoints(collection, each)),
  'POST /points/scroll'({ points }, { filter, limit = 10, offset, ...what }) {
    const all = [...points.values()]
      .filter((point) => fits(point, filter))
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    const from = offset ? all.findIndex(({ id }) => id >= String(offset)) : 0
    const page = from < 0 ? [] : all.slice(from, from + Number(limit))
    const next = from < 0 ? undefined : all[from + Number(limit)]
    return {
      points: page.map((point) => shown(point, { with_payload: true, ...what })),
      next_page_offset: next?.id ?? null,
    }
  },
  'POST /points/count': ({ points }, { filter }) => ({
    count: [...points.values()].filter((point) => fits(point, filter)).length,
  }),
  'POST /points/delete'({ points }, body) {
    for (const { id } of named(points, body)) points.delete(id)
    return done
  },
  'POST /points/payload'({ points }, { payload, ...body }) {
    for (const point of named(points, body)) Object.assign(point.payload, payload)
    return done
  },
  'POST /points/payload/delete'({ points }, { keys, ...body }) {
    for (const point of named(points, body)) for (const key of keys as string[]) delete point.payload[key]
    return done
  },
}

const SCHEMAS = new Set(['keyword', 'integer', 'float', 'bool', 'geo', 'datetime', 'text', 'uuid'])

/** By ids or by a filter. */
function named(points: Map<string, WirePoint>, { points: ids, filter }: Body): WirePoint[] {
  if (ids) return (ids as string[]).flatMap((id) => points.get(id) ?? [])
  if (filter) return [...points.values()].filter((point) => fits(point, filter))
  throw bad('neither points nor a filter is given')
}

async function bodyOf(request: IncomingMessage): Promise<Body> {
  let text = ''
  for await (const piece of request.setEncoding('utf8')) text += String(piece)
  if (text === '') return {}
  // The parser there refuses half of a surrogate pair.
  if (/\\ud[89ab][0-9a-f]{2}(?!\\ud[c-f])/i.test(text)) throw bad('lone leading surrogate in hex escape')
  return JSON.parse(text) as Body
}
