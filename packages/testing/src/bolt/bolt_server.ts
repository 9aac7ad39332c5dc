import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { type Packed, pack, Structure, unpack } from './pack_stream.ts'

export interface BoltRun {
  query: string
  params: Record<string, Packed>
  /** `r` where the session only reads. */
  mode: string
  database: string | undefined
}

/** What comes of a query: rows, a refusal, or nothing at all. */
export type BoltReply =
  | { columns: readonly string[]; rows: readonly (readonly Packed[])[] }
  | { code: string; message: string }
  | 'silence'

export interface BoltServer {
  /** `host:port`. */
  host: string
  runs: readonly BoltRun[]
  /** Connections that are open. */
  open(): number
  stop(): Promise<void>
}

export const boltNode = (
  id: string,
  labels: readonly string[],
  properties: Record<string, Packed>,
): Structure => new Structure(0x4e, [0, labels, properties, id])

export const boltEdge = (
  id: string,
  type: string,
  start: string,
  end: string,
  properties: Record<string, Packed> = {},
) => new Structure(0x52, [0, 0, 0, type, properties, id, start, end])

const HELLO = 0x01
const GOODBYE = 0x02
const RESET = 0x0f
const RUN = 0x10
const PULL = 0x3f
const LOGON = 0x6a

/** As much of Bolt 5.1 as a driver speaks to run a query and to pull its rows: for where there is no Neo4j. */
export async function startBoltServer(options: {
  password: string
  answer: (run: BoltRun) => BoltReply
}): Promise<BoltServer> {
  const runs: BoltRun[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
    serve(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    runs,
    open: () => sockets.size,
    async stop() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }

  function serve(socket: Socket): void {
    let received = Buffer.alloc(0)
    let message: Buffer[] = []
    let greeted = false
    let rows: (readonly Packed[])[] = []
    let failed = false
    const send = (tag: number, ...fields: Packed[]) => {
      const body = pack(new Structure(tag, fields))
      for (let at = 0; at < body.length; at += 0xffff) {
        const piece = body.subarray(at, at + 0xffff)
        socket.write(Buffer.concat([Buffer.of(piece.length >> 8, piece.length & 0xff), piece]))
      }
      socket.write(Buffer.of(0, 0))
    }
    const success = (metadata: Record<string, Packed> = {}) => send(0x70, metadata)
    const failure = (code: string, text: string) => {
      failed = true
      send(0x7f, { code, message: text })
    }

    socket.on('data', (bytes) => {
      received = Buffer.concat([received, bytes])
      if (!greeted) {
        if (received.length < 20) return
        greeted = true
        received = received.subarray(20)
        socket.write(Buffer.of(0, 0, 1, 5))
      }
      while (received.length >= 2) {
        const length = received.readUInt16BE(0)
        if (received.length < 2 + length) return
        message.push(received.subarray(2, 2 + length))
        received = received.subarray(2 + length)
        if (length > 0) continue
        const whole = Buffer.concat(message)
        message = []
        if (whole.length > 0) handle(unpack(whole) as Structure)
      }
    })

    function handle({ tag, fields }: Structure): void {
      if (tag === RESET) failed = false
      else if (failed) return send(0x7e)
      switch (tag) {
        case HELLO:
          return success({ server: 'Neo4j/5.26.0', connection_id: 'bolt-1' })
        case LOGON: {
          const { credentials } = fields[0] as { credentials?: string }
          if (credentials === options.password) return success()
          return failure('Neo.ClientError.Security.Unauthorized', 'The client is unauthorized')
        }
        case RUN:
          return run(fields)
        case PULL:
          return pull(fields[0] as { n: number | bigint })
        case GOODBYE:
          return void socket.end()
        default:
          return success()
      }
    }

    function run([query, params, extra]: readonly Packed[]): void {
      const { mode = 'w', db } = extra as { mode?: string; db?: string }
      const given = { query: String(query), params: params as Record<string, Packed>, mode, database: db }
      runs.push(given)
      const reply = options.answer(given)
      if (reply === 'silence') return
      if ('code' in reply) return failure(reply.code, reply.message)
      rows = [...reply.rows]
      success({ fields: reply.columns, t_first: 0 })
    }

    function pull({ n }: { n: number | bigint }): void {
      for (const row of rows.splice(0, Number(n) < 0 ? rows.length : Number(n))) send(0x71, row)
      success(rows.length > 0 ? { has_more: true } : { type: 'r', t_last: 0 })
    }
  }
}
