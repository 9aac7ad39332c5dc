import { fileURLToPath } from 'node:url'
import { freePort } from '../free_port.ts'
import { type Peer } from './peer.ts'
import { startProgram } from './start_program.ts'

/** It makes its system tables anew, which takes a while on a busy machine. */
const START_MS = 180_000

/**
 * A Postgres server with pgvector: the one that `PGVECTOR_URL` names, with a user that may make extensions, or else a
 * Postgres compiled to WebAssembly, in memory and in a process of its own. That one gives all connections turns at one
 * session: a transaction holds the others up, and nothing can be cancelled in it.
 */
export async function startPgvector(): Promise<Peer> {
  const given = process.env.PGVECTOR_URL
  if (given) return { url: given, port: Number(new URL(given).port) || 5432, stop: async () => undefined }
  const port = await freePort()
  const script = fileURLToPath(new URL('./pgvector_server.ts', import.meta.url))
  const { stop } = await startProgram(process.execPath, [script, String(port)], port, START_MS)
  return { url: `postgres://postgres:secret@127.0.0.1:${port}/postgres`, port, stop }
}
