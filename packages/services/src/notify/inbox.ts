import type { NotifyLevel } from '@llamanexus/node-sdk'

/** A notification as nodes give it. */
export interface InboxEntry {
  level: NotifyLevel
  title: string
  message: string
  workflow_id: string
  execution_id: string
  node_id: string
  /** One of the same key is kept once. */
  key: string
}

/** A notification as it is kept. */
export interface InboxItem extends Omit<InboxEntry, 'key'> {
  id: string
  /** Goes up and is never given twice. */
  seq: number
  created_at: string
  read_at: string | null
}

interface InboxPage {
  items: InboxItem[]
  total: number
  unread: number
  limit: number
  offset: number
}

/** Where notifications are kept. */
export interface InboxRows {
  add(entry: InboxEntry): Promise<{ notification: InboxItem; is_new: boolean }>
  list(query: { unread?: boolean; limit: number; offset: number }): Promise<InboxPage>
  /** Those above `seq`, in order, at most `limit`. */
  after(seq: number, limit: number): Promise<InboxItem[]>
  /** The highest `seq` that was ever given. */
  last(): Promise<number>
  /** Of those named, or all; answers how many are left unread. */
  read(ids?: readonly string[]): Promise<number>
  delete(id: string): Promise<boolean>
}

/** What workflows told people in the app, and who wants to know of it. */
export interface Inbox extends Omit<InboxRows, 'add'> {
  add(entry: InboxEntry): Promise<{ id: string }>
  /** Told of each one that is new, once it is kept. */
  watch(listener: (added: InboxItem) => void): () => void
  /** Told whenever the number of those unread may have fallen: one was read or deleted. */
  watchUnread(listener: () => void): () => void
  /** How many nobody has read. */
  unread(): Promise<number>
}

export function createInbox(rows: InboxRows): Inbox {
  const arrivals = new Set<(added: InboxItem) => void>()
  const readings = new Set<() => void>()
  return {
    list: (query) => rows.list(query),
    after: (seq, limit) => rows.after(seq, limit),
    last: () => rows.last(),
    async add(entry) {
      const { notification, is_new } = await rows.add(entry)
      if (is_new) for (const listener of arrivals) listener(notification)
      return { id: notification.id }
    },
    async read(ids) {
      const unread = await rows.read(ids)
      changed()
      return unread
    },
    async delete(id) {
      const isGone = await rows.delete(id)
      if (isGone) changed()
      return isGone
    },
    watch: (listener) => joined(arrivals, listener),
    watchUnread: (listener) => joined(readings, listener),
    unread: async () => (await rows.list({ unread: true, limit: 1, offset: 0 })).unread,
  }

  function changed(): void {
    for (const listener of readings) listener()
  }
}

function joined<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
