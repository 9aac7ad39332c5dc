import type { ServerMessage } from '@llamanexus/contract'
import type { LogEntry } from '@llamanexus/engine'

/** The part of `ws`'s socket that is used here. */
export interface Socket {
  readonly bufferedAmount: number
  readonly readyState: number
  send(data: string, sent?: (error?: Error) => void): void
  ping(): void
  terminate(): void
  close(code: number, reason: string): void
  on(event: 'message', listener: (data: Buffer) => void): void
  on(event: 'pong' | 'close' | 'error', listener: () => void): void
}

/** A message, with the engine's own entry for an event: it becomes the event of the contract in JSON. */
export type Said =
  | Exclude<ServerMessage, { type: 'event' }>
  | { type: 'event'; channel: string; event: LogEntry }

/** What a channel says to its one reader. */
export interface SocketReader {
  /** Whether more waits in its socket than a reader that keeps up would leave there. */
  isBehind(): boolean
  /** Says it now, whatever waits. */
  say(message: Said): void
  /** Says it, and waits until all that was said has been written out where the reader is behind. */
  sayInTurn(message: Said): Promise<void> | undefined
}

/** Bytes that may wait in a socket before its reader counts as slow. */
const maxBuffered = 256 * 1024
const open = 1

export function socketReader(socket: Socket): SocketReader {
  return {
    isBehind: () => socket.bufferedAmount >= maxBuffered,
    say(message) {
      if (socket.readyState === open) socket.send(JSON.stringify(message))
    },
    sayInTurn(message) {
      if (socket.readyState !== open) return undefined
      const text = JSON.stringify(message)
      if (socket.bufferedAmount + text.length < maxBuffered) {
        socket.send(text)
        return undefined
      }
      return new Promise((resolve) => socket.send(text, () => resolve()))
    },
  }
}
