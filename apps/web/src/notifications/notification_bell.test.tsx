import type { Notification } from '@llamanexus/contract'
import { act, cleanup, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import { createEventSocket } from '../api/event_socket.ts'
import { FarEnd } from '../api/testing/far_end.ts'
import { editorStage } from '../ui/testing/editor_stage.tsx'
import { NotificationBell } from './notification_bell.tsx'

afterEach(cleanup)

test('a notification shows as soon as it is told, without the list being asked for again', async () => {
  const { Stage, server, asked } = stage([notification(7, { message: 'Before' })])
  render(<NotificationBell label="Inbox" />, { wrapper: Stage })
  await userEvent.click(await screen.findByRole('button', { name: 'Inbox, 1 unread' }))
  expect(server().sent).toEqual([{ type: 'subscribe', channel: 'notifications', after: 7 }])
  act(() => {
    const added = notification(8, { message: 'The report' })
    server().say({ type: 'notification', channel, notification: added, unread: 2 })
  })
  const inbox = within(screen.getByRole('dialog', { name: 'Notifications' }))
  await inbox.findByText('The report')
  expect(inbox.getAllByRole('link').map((entry) => entry.textContent)).toEqual([
    expect.stringContaining('The report'),
    expect.stringContaining('Before'),
  ])
  await screen.findByRole('button', { name: 'Inbox, 2 unread', hidden: true })
  expect(asked()).toBe(1)
})

test('what was read elsewhere is read here too', async () => {
  const { Stage, server, kept } = stage([notification(1)])
  render(<NotificationBell label="Inbox" />, { wrapper: Stage })
  await screen.findByRole('button', { name: 'Inbox, 1 unread' })
  kept[0] = notification(1, { read_at: '2026-01-01T00:00:01.000Z' })
  act(() => server().say({ type: 'notifications', channel, unread: 0 }))
  await screen.findByRole('button', { name: 'Inbox' })
})

const channel = 'notifications'

/** A bell with a list of the server and the far end of its socket. */
const stage = (kept: Notification[]) => {
  const ends: FarEnd[] = []
  let asked = 0
  const { Stage } = editorStage({
    workflow: {},
    call: ({ id }) => {
      if (id !== 'listNotifications') return {}
      asked += 1
      const unread = kept.filter(({ read_at }) => read_at === null).length
      return { items: [...kept], total: kept.length, unread, limit: 50, offset: 0 }
    },
    socket: createEventSocket({
      url: 'ws://server',
      open: () => {
        const end = new FarEnd()
        ends.push(end)
        queueMicrotask(() => end.open())
        return end as unknown as WebSocket
      },
    }),
  })
  const server = () => ends.at(-1) ?? expect.fail('nothing was opened')
  return { Stage, kept, server, asked: () => asked }
}

const notification = (seq: number, rest: Partial<Notification> = {}): Notification => ({
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
  ...rest,
})
