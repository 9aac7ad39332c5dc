import type { ExecutionEvent, Notification } from '@llamanexus/contract'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createEventSocket } from './event_socket.ts'
import { FarEnd } from './testing/far_end.ts'

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

test('notifications go on after the last one seen, each once, and a number that is missing is no loss', () => {
  const { socket, server } = world()
  const told: number[] = []
  const unread: number[] = []
  const listener = {
    onNotification: ({ seq }: Notification) => void told.push(seq),
    onUnread: (count: number) => void unread.push(count),
  }
  socket.subscribe('notifications', listener, 4)
  server().open()
  const say = (seq: number) =>
    server().say({
      type: 'notification',
      channel: 'notifications',
      notification: notification(seq),
      unread: 1,
    })
  for (const seq of [5, 5, 8]) say(seq)
  server().drop()
  vi.advanceTimersByTime(100)
  server().open()
  expect(server().sent).toEqual([{ type: 'subscribe', channel: 'notifications', after: 8 }])
  for (const seq of [8, 9]) say(seq)
  server().say({ type: 'notifications', channel: 'notifications', unread: 3 })
  expect([told, unread]).toEqual([[5, 8, 9], [3]])
})

test('a page that was too slow is told so, on the channel that it is about', () => {
  const { socket, server } = world()
  const slow: string[] = []
  for (const channel of ['approvals', 'workflow:w'])
    socket.subscribe(channel, { onCatchingUp: () => void slow.push(channel) })
  server().open()
  server().say({ type: 'catching_up', channel: 'approvals' })
  expect(slow).toEqual(['approvals'])
})

const notification = (seq: number): Notification => ({
  id: `n${seq}`,
  seq,
  level: 'info',
  title: '',
  message: 'Text',
  workflow_id: 'w',
  execution_id: 'e',
  node_id: 'n',
  created_at: '2026-01-01T00:00:00.000Z',
  read_at: null,
})

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
