import type { ClientMessage, ExecutionEvent, ServerMessage } from '@llamanexus/contract'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createEventSocket } from './event_socket.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('asks for a channel when the connection is open, and again after it was lost, from the last event seen', () => {
  const { socket, server, seen, listener } = world()
  socket.subscribe('execution:e1', listener, 0)
  server().open()
  expect(server().sent).toEqual([{ type: 'subscribe', channel: 'execution:e1', after: 0 }])
  server().event(1)
  server().event(2)

  server().drop()
  expect(socket.status.getState()).toBe('lost')
  vi.advanceTimersByTime(100)
  server().open()
  expect(server().sent).toEqual([{ type: 'subscribe', channel: 'execution:e1', after: 2 }])
  expect(socket.status.getState()).toBe('open')
  server().event(3)
  expect(seen).toEqual([1, 2, 3])
})

test('what is sent twice arrives once, and a gap is asked for again', () => {
  const { socket, server, seen, listener } = world()
  socket.subscribe('execution:e1', listener, 0)
  server().open()
  for (const seq of [1, 1, 2, 4]) server().event(seq)
  expect(seen).toEqual([1, 2])
  expect(server().sent.at(-1)).toEqual({ type: 'subscribe', channel: 'execution:e1', after: 2 })
  for (const seq of [3, 4]) server().event(seq)
  expect(seen).toEqual([1, 2, 3, 4])
})

test('tries again for as long as the server stays away', () => {
  const { socket, server, opened, listener } = world()
  socket.subscribe('execution:e1', listener, 0)
  for (let k = 0; k < 5; k += 1) {
    server().drop()
    vi.advanceTimersByTime(100)
  }
  expect(opened.length).toBe(6)
})

test('a connection that no longer answers counts as lost', () => {
  const { socket, server, listener } = world()
  socket.subscribe('execution:e1', listener, 0)
  server().open()
  vi.advanceTimersByTime(20_000)
  expect(server().sent.at(-1)).toEqual({ type: 'ping' })
  vi.advanceTimersByTime(20_000)
  expect(socket.status.getState()).toBe('lost')
})

test('the last listener of a channel takes it back', () => {
  const { socket, server, listener } = world()
  const first = socket.subscribe('workflow:w', listener)
  const second = socket.subscribe('workflow:w', { ...listener })
  server().open()
  first()
  expect(server().sent.at(-1)?.type).toBe('subscribe')
  second()
  expect(server().sent.at(-1)).toEqual({ type: 'unsubscribe', channel: 'workflow:w' })
})

/** The far end of a connection, as the test plays it. */
class FarEnd extends EventTarget {
  readyState = 0
  sent: ClientMessage[] = []
  send(text: string) {
    this.sent.push(JSON.parse(text) as ClientMessage)
  }
  close() {
    this.drop()
  }
  open() {
    this.readyState = 1
    this.dispatchEvent(new Event('open'))
  }
  drop() {
    this.readyState = 3
    this.dispatchEvent(new Event('close'))
  }
  event(seq: number) {
    const event: ExecutionEvent = { seq, type: 'node_log', execution_id: 'e1', at: '', data: {} }
    const message: ServerMessage = { type: 'event', channel: 'execution:e1', event }
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(message) }))
  }
}

const world = () => {
  const opened: FarEnd[] = []
  const seen: number[] = []
  const socket = createEventSocket({
    url: 'ws://server',
    backoff: () => 100,
    open: () => {
      const end = new FarEnd()
      opened.push(end)
      return end as unknown as WebSocket
    },
  })
  const server = () => opened.at(-1) ?? expect.fail('nothing was opened')
  return {
    socket,
    server,
    opened,
    seen,
    listener: { onEvent: ({ seq }: ExecutionEvent) => void seen.push(seq) },
  }
}
