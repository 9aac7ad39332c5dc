import type { ClientMessage, ExecutionEvent, Notification, ServerMessage } from '@llamanexus/contract'
import { createStore, type StoreApi } from 'zustand/vanilla'

export type SocketStatus = 'idle' | 'connecting' | 'open' | 'lost'

/** What a channel can tell. Events come in the order of `seq`, each once, whatever the connection goes through. */
export interface ChannelListener {
  onEvent?(event: ExecutionEvent): void
  /** A run of the workflow started or changed its status. */
  onExecution?(execution: { id: string; workflow_id: string; status: string }): void
  /** An approval was asked for, decided or closed; `open` counts those that wait now. */
  onApproval?(approval: { id: string; status: string; open: number }): void
  /** How many approvals wait, said at first and when changes may have been missed. */
  onOpenApprovals?(open: number): void
  /** A workflow told people something; in the order of `seq`, each once. */
  onNotification?(added: Notification, unread: number): void
  /** How many notifications nobody has read, at first and when one was read or deleted. */
  onUnread?(unread: number): void
  /** This page was too slow: what has no sequence number was left out. */
  onCatchingUp?(): void
  /** The connection is back after it was lost: what has no sequence number may have been missed. */
  onReconnect?(): void
  onError?(error: { code: string; message: string }): void
}

export interface EventSocket {
  readonly status: StoreApi<SocketStatus>
  /** `after`: the last `seq` that is known already. Returns the way out. */
  subscribe(channel: string, listener: ChannelListener, after?: number): () => void
  close(): void
}

interface SocketOptions {
  url: string
  open?: (url: string) => WebSocket
  /** Milliseconds to wait before try number `attempt` (1, 2, …). */
  backoff?: (attempt: number) => number
}

interface Subscription {
  listener: ChannelListener
  channel: string
  seen: number | undefined
}

const PING_EVERY_MS = 20_000

/**
 * One WebSocket for the whole page, opened with the first subscription. It reconnects for as long as anybody listens,
 * and each subscription goes on after the last event that it has seen.
 */
export const createEventSocket = ({
  url,
  open = (address) => new WebSocket(address),
  backoff = defaultBackoff,
}: SocketOptions): EventSocket => {
  const status = createStore<SocketStatus>(() => 'idle')
  const subscriptions = new Set<Subscription>()
  let socket: WebSocket | undefined
  let attempt = 0
  let retry: ReturnType<typeof setTimeout> | undefined
  let heartbeat: ReturnType<typeof setInterval> | undefined
  let isAnswered = true

  const send = (message: ClientMessage) => {
    if (socket?.readyState === 1) socket.send(JSON.stringify(message))
  }

  const ask = ({ channel }: Subscription) => {
    // Several listeners of one channel share it; the one that has seen least decides where it goes on.
    const seen = [...subscriptions].filter((one) => one.channel === channel).map((one) => one.seen)
    const known = seen.flatMap((seq) => seq ?? [])
    send({ type: 'subscribe', channel, ...(known.length > 0 ? { after: Math.min(...known) } : {}) })
  }

  const connect = () => {
    clearTimeout(retry)
    retry = undefined
    if (socket || subscriptions.size === 0) return
    status.setState('connecting', true)
    const opened = open(url)
    socket = opened
    opened.addEventListener('open', () => {
      const isBack = attempt > 0
      attempt = 0
      isAnswered = true
      status.setState('open', true)
      heartbeat = setInterval(beat, PING_EVERY_MS)
      for (const subscription of firstOfEachChannel(subscriptions)) ask(subscription)
      if (isBack) for (const { listener } of subscriptions) listener.onReconnect?.()
    })
    opened.addEventListener('message', ({ data }) => {
      isAnswered = true
      receive(JSON.parse(String(data)) as ServerMessage)
    })
    opened.addEventListener('close', () => {
      if (socket === opened) lost()
    })
  }

  const lost = () => {
    socket = undefined
    clearInterval(heartbeat)
    if (subscriptions.size === 0) return status.setState('idle', true)
    attempt += 1
    status.setState('lost', true)
    retry = setTimeout(connect, backoff(attempt))
  }

  /** A connection can die without a word (sleep, a pulled cable): no answer between two beats counts as lost. */
  const beat = () => {
    if (!isAnswered) {
      const dead = socket
      lost()
      dead?.close()
      return
    }
    isAnswered = false
    send({ type: 'ping' })
  }

  const receive = (message: ServerMessage) => {
    for (const one of subscriptions) {
      const isFor = 'channel' in message ? (message.channel ?? one.channel) === one.channel : false
      if (isFor) tell(one, message)
    }
  }

  const tell = (one: Subscription, message: ServerMessage) => {
    const { listener } = one
    switch (message.type) {
      case 'event':
        return deliver(one, message.event)
      case 'notification':
        return deliverNotification(one, message)
      case 'execution':
        return listener.onExecution?.(message.execution)
      case 'approval':
        return listener.onApproval?.({ ...message.approval, open: message.open })
      case 'approvals':
        return listener.onOpenApprovals?.(message.open)
      case 'notifications':
        return listener.onUnread?.(message.unread)
      case 'catching_up':
        return listener.onCatchingUp?.()
      case 'error':
        return listener.onError?.(message)
      case 'subscribed':
      case 'pong':
    }
  }

  const deliver = (subscription: Subscription, event: ExecutionEvent) => {
    const seen = subscription.seen ?? event.seq - 1
    if (event.seq <= seen) return
    // A gap means that something was lost on the way: ask again from where we are, and let it come in order.
    if (event.seq > seen + 1) return ask(subscription)
    subscription.seen = event.seq
    subscription.listener.onEvent?.(event)
  }

  /** A number may be missing among them, where one was deleted. */
  const deliverNotification = (
    subscription: Subscription,
    { notification, unread }: { notification: Notification; unread: number },
  ) => {
    if (notification.seq <= (subscription.seen ?? 0)) return
    subscription.seen = notification.seq
    subscription.listener.onNotification?.(notification, unread)
  }

  globalThis.addEventListener?.('online', () => {
    if (retry !== undefined) connect()
  })

  return {
    status,
    subscribe: (channel, listener, after) => {
      const subscription: Subscription = { channel, listener, seen: after }
      subscriptions.add(subscription)
      if (socket) ask(subscription)
      else connect()
      return () => {
        subscriptions.delete(subscription)
        if (![...subscriptions].some((one) => one.channel === channel)) send({ type: 'unsubscribe', channel })
      }
    },
    close: () => {
      subscriptions.clear()
      clearTimeout(retry)
      clearInterval(heartbeat)
      const closing = socket
      socket = undefined
      closing?.close()
      status.setState('idle', true)
    },
  }
}

const firstOfEachChannel = (subscriptions: Iterable<Subscription>): Iterable<Subscription> =>
  new Map([...subscriptions].map((one) => [one.channel, one])).values()

/** 200 ms, doubling to 3 s: a restarted server is found again at once, one that stays away is not hammered. */
const defaultBackoff = (attempt: number): number =>
  Math.min(3000, 100 * 2 ** attempt) * (0.75 + Math.random() / 2)
