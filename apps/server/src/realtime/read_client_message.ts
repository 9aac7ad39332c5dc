export type ClientCommand =
  | { type: 'ping' }
  | { type: 'unsubscribe'; channel: string }
  | {
      type: 'subscribe'
      channel: string
      kind: 'execution' | 'workflow' | 'approvals' | 'notifications'
      /** Of the run or workflow; empty where there is one channel of the kind. */
      id: string
      /** Undefined where the client has nothing yet. */
      after: number | undefined
    }

/** Reads what a client sent; an `Error` says what is wrong with it. */
export function readClientMessage(text: string): ClientCommand | Error {
  const message = parse(text)
  if (message?.type === 'ping') return { type: 'ping' }
  const { channel, after } = message ?? {}
  if (typeof channel !== 'string') return new Error('A message has a "type" and, to subscribe, a "channel".')
  if (message?.type === 'unsubscribe') return { type: 'unsubscribe', channel }
  if (message?.type !== 'subscribe') return new Error('The "type" is "subscribe", "unsubscribe" or "ping".')
  const found = /^(?:(execution|workflow):([A-Za-z0-9_-]{1,64})|(approvals|notifications))$/.exec(channel)
  const kind = (found?.[1] ?? found?.[3]) as Subscribe['kind'] | undefined
  if (!kind)
    return new Error('A channel is "execution:{id}", "workflow:{id}", "approvals" or "notifications".')
  if (after !== undefined && !isSeq(after))
    return new Error('"after" is the seq of the last event you have, a whole number.')
  return { type: 'subscribe', channel, kind, id: found?.[2] ?? '', after }
}

type Subscribe = Extract<ClientCommand, { type: 'subscribe' }>

const isSeq = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
