import { existsSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A server of somebody else that tests talk to, on this machine and on a port of its own. */
export interface Peer {
  /** With user and password. */
  url: string
  port: number
  stop(): Promise<void>
}

const unpacked = join(dirname(fileURLToPath(import.meta.url)), '../../../../.cache/peers')

/** Where unpacked packages keep their libraries. */
export const libraryPath = join(unpacked, 'usr/lib/x86_64-linux-gnu')
export const sharePath = join(unpacked, 'usr/share')

/** A program of the system, or one that `node scripts/peers.mjs` has brought. */
export function findProgram(name: string): string | undefined {
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter),
    '/usr/sbin',
    join(unpacked, 'usr/bin'),
    join(unpacked, 'usr/sbin'),
  ]
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path))
}

/** For `{ skip }`: why a test cannot run, and the one command that lets it; false where it can. */
export const withoutProgram = (name: string): string | false =>
  findProgram(name) ? false : `${name} is not on this machine; node scripts/peers.mjs brings it (Debian)`
