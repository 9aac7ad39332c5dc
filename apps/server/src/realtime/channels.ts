import type { Notification } from '@llamanexus/contract'
import type { App } from '../app.ts'
import { follow } from './follow.ts'
import { followRun } from './follow_run.ts'
import { passOn } from './pass_on.ts'
import type { ClientCommand } from './read_client_message.ts'
import type { Said, SocketReader } from './socket_reader.ts'

export interface Channel {
  name: string
  /** Of the run or workflow. */
  id: string
  after: number | undefined
  reader: SocketReader
  /** Aborted when the reader leaves. */
  signal: AbortSignal
}

type Kind = Extract<ClientCommand, { type: 'subscribe' }>['kind']

/** What is said on a channel, by its kind. Settles when all is said. */
export const channels: Readonly<Record<Kind, (channel: Channel, app: App) => Promise<void>>> = {
  async execution({ name: channel, id, after = 0, reader, signal }, app) {
    if (!(await app.store.executions.record(id)))
      return reader.say({
        type: 'error',
        channel,
        code: 'execution_not_found',
        message: 'There is no such run.',
      })
    reader.say({ type: 'subscribed', channel })
    for await (const step of followRun(app, { id, after, signal })) {
      if (step.kind === 'catching_up') reader.say({ type: 'catching_up', channel, from: step.from })
      else
        for (const event of step.entries) {
          if (signal.aborted) return
          await reader.sayInTurn({ type: 'event', channel, event })
        }
    }
  },

  async workflow({ name: channel, id, reader, signal }, { hub }) {
    reader.say({ type: 'subscribed', channel })
    await passOn({
      watch: (tell) => hub.watchWorkflow(id, (execution) => tell({ type: 'execution', channel, execution })),
      channel,
      reader,
      signal,
    })
  },

  async approvals({ name: channel, reader, signal }, { desk, store }) {
    const standing = async (): Promise<Said> => ({
      type: 'approvals',
      channel,
      open: await store.approvals.countOpen(),
    })
    reader.say({ type: 'subscribed', channel })
    await passOn({
      watch: (tell) =>
        desk.watch(({ id, status, open }) =>
          tell({ type: 'approval', channel, approval: { id, status }, open }),
        ),
      standing,
      channel,
      reader,
      signal,
    })
  },

  async notifications({ name: channel, after, reader, signal }, { inbox }) {
    const last = await inbox.last()
    reader.say({ type: 'subscribed', channel })
    const readings = passOn({
      watch: (tell) => inbox.watchUnread(() => tell()),
      standing: async () => ({ type: 'notifications', channel, unread: await inbox.unread() }),
      channel,
      reader,
      signal,
    })
    const steps = follow<Notification>({
      watch: (put) => inbox.watch((added) => put([added])),
      // What a client has may be above the last one where the data was put back from a backup.
      after: Math.min(after ?? last, last),
      read: (from, limit) => inbox.after(from, limit),
      signal,
    })
    for await (const step of steps) {
      if (step.kind === 'catching_up') reader.say({ type: 'catching_up', channel, from: step.from })
      else {
        const unread = await inbox.unread()
        for (const notification of step.entries) {
          if (signal.aborted) return
          await reader.sayInTurn({ type: 'notification', channel, notification, unread })
        }
      }
    }
    await readings
  },
}
