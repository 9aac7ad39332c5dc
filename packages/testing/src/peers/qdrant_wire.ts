import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

interface Point {
  id: number
  vector: number[]
  payload: Record<string, unknown>
}

interface Query {
  query?: unknown
  limit?: number
  filter?: { must?: { key: string; match: { value: unknown } }[] }
  score_threshold?: number
  with_payload?: boolean
  with_vector?: boolean
}

/**
 * Answers `points/query` as Qdrant does, by the cosine over the given points of one collection: Qdrant itself cannot be had
 * from npm or Debian.
 */
export function answerQdrant(points: readonly Point[], collection: string, path: string, body: Query) {
  const name = decodeURIComponent(/\/collections\/([^/]+)\/points\/query$/.exec(path)?.[1] ?? '')
  if (name !== collection) return failed(404, `Not found: Collection \`${name}\` doesn't exist!`)
  const { query, limit = 10, filter, score_threshold: least = -1 } = body
  const size = points[0]?.vector.length ?? 0
  if (!Array.isArray(query) || query.length !== size)
    return failed(400, `Wrong input: Vector dimension error: expected dim: ${size}`)
  const found = points
    .filter(({ payload }) => (filter?.must ?? []).every(({ key, match }) => payload[key] === match.value))
    .map(({ id, vector, payload }) => ({
      id,
      version: 1,
      score: cosine(vector, query as number[]),
      ...(body.with_payload && { payload }),
      ...(body.with_vector && { vector }),
    }))
    .filter(({ score }) => score >= least)
    .toSorted((a, b) => b.score - a.score)
  return { status: 200, body: { result: { points: found.slice(0, limit) }, status: 'ok', time: 0.001 } }
}

/** A server of the above, which asks for an `api-key`. */
export async function startQdrantWire(
  points: readonly Point[],
  options: { collection: string; key: string },
) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://local')
    const answer =
      request.headers['api-key'] === options.key
        ? answerQdrant(points, options.collection, pathname, JSON.parse(await textOf(request)))
        : failed(401, 'Invalid API key or JWT')
    send(response, answer)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return { url: `http://${host}`, host, stop: async () => void server.close() }
}

const failed = (status: number, error: string) => ({ status, body: { status: { error }, time: 0.001 } })

async function textOf(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const piece of request) body += String(piece)
  return body
}

function send(response: ServerResponse, { status, body }: { status: number; body: unknown }): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0)
  return dot / (Math.hypot(...a) * Math.hypot(...b) || 1)
}
