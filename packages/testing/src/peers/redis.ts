import { freePort } from '../free_port.ts'
import { findProgram, type Peer, withoutProgram } from './peer.ts'
import { startProgram } from './start_program.ts'

export const withoutRedis = (): string | false => withoutProgram('redis-server')

/** A Redis server in memory, with a password. */
export async function startRedis(): Promise<Peer> {
  const port = await freePort()
  const file = findProgram('redis-server') ?? 'redis-server'
  const settings = { port, bind: '127.0.0.1', save: '', appendonly: 'no', requirepass: 'secret' }
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)])
  const { stop } = await startProgram(file, args, port)
  return { url: `redis://:secret@127.0.0.1:${port}/0`, port, stop }
}
