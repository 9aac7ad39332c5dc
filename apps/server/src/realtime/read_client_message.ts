export type ClientCommand =
  | { type: 'ping' }
  | { type: 'unsubscribe'; channel: string }
  | {
      type: 'subscribe'
      channel: string
      kind: 'execution' | 'workflow' | 'approvals'
      id: string
      after: number
    }

/** Reads what a client sent; an `Error` says what is wrong with it. */
export function readClientMessage(text: string): ClientCommand | Error {
  const message = parse(text)
  if (message?.type === 'ping') return { type: 'ping' }
  const { channel, after = 0 } = message ?? {}
  if (typeof channel !== 'string') return new Error('A message has a "type" and, to subscribe, a "channel".')
  if (message?.type === 'unsubscribe') return { type: 'unsubscribe', channel }
  if (message?.type !== 'subscribe') return new Error('The "type" is "subscribe", "unsubscribe" or "ping".')
  if (channel === 'approvals') return { type: 'subscribe', channel, kind: 'approvals', id: '', after: 0 }
  const found = /^(execution|workflow):([A-Za-z0-9_-]{1,64})$/.exec(channel)
  if (!found?.[2]) return new Error('A channel is "execution:{id}", "workflow:{id}" or "approvals".')
  if (typeof after !== 'number' || !Number.isInteger(after) || after < 0)
    return new Error('"after" is the seq of the last event you have, a whole number.')
  return {
    type: 'subscribe',
    channel,
    kind: found[1] === 'workflow' ? 'workflow' : 'execution',
    id: found[2],
    after,
  }
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
