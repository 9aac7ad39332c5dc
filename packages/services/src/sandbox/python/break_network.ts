import dgram from 'node:dgram'
import dns from 'node:dns'
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'
import { constants } from 'node:os'

type Handle = Record<string, unknown>

/**
 * Breaks what Node talks to the network with, for the rest of this process: the handles that sockets, servers and look-ups
 * of names are made of refuse their work, for whoever gets hold of one. It cannot be undone.
 */
export function breakNetwork(): void {
  const handles = [tcp(), pipe(), udp(), resolver()]
  for (const handle of handles) breakAll(Object.getPrototypeOf(handle) as Handle)
  // These ask the system without a handle.
  for (const module of [dns, dns.promises] as unknown as Handle[])
    for (const name of ['lookup', 'lookupService']) breakOne(module, name, refuse)
  syncBuiltinESMExports()
}

/** What `connect` makes is taken before it does anything: connecting waits for the next tick, and by then it is closed. */
function tcp(): object {
  const socket = new net.Socket().on('error', ignore)
  socket.connect({ host: '127.0.0.1', port: 9 })
  return taken(socket)
}

function pipe(): object {
  const socket = new net.Socket().on('error', ignore)
  socket.connect({ path: '/nowhere/llamanexus' })
  return taken(socket)
}

function taken(socket: net.Socket): object {
  const { _handle: handle } = socket as unknown as { _handle: object }
  socket.destroy()
  return handle
}

/** Kept by the socket under a symbol. */
function udp(): object {
  const socket = dgram.createSocket('udp4')
  const [symbol] = Object.getOwnPropertySymbols(socket).filter((each) => each.description === 'state symbol')
  const { handle } = (socket as unknown as Record<symbol, { handle: object }>)[symbol as symbol] as {
    handle: object
  }
  socket.close()
  return handle
}

function resolver(): object {
  const { _handle: handle } = new dns.Resolver() as unknown as { _handle: object }
  return handle
}

/** Names of what reaches out or listens. Standard input and output are such handles too, so that opening one may stay. */
const REACHES = /^(?:connect6?|bind6?|listen|send6?|query\w*|getHostByAddr|setServers)$/

/** A handle says by a number what went wrong, and Node makes the error of it. */
function breakAll(prototype: Handle): void {
  for (const name of Object.getOwnPropertyNames(prototype))
    if (REACHES.test(name)) breakOne(prototype, name, () => -constants.errno.EACCES)
}

/** Nothing can be put in its place, and what tries to fails no worse than what uses it. */
function breakOne(target: Handle, name: string, refuse: () => unknown): void {
  Object.defineProperty(target, name, { get: () => refuse, set: ignore, configurable: false })
}

function refuse(): never {
  throw Object.assign(new Error('There is no network in here'), { code: 'EACCES' })
}

const ignore = (): void => undefined
