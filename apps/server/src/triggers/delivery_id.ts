import type { JsonValue } from '@llamanexus/workflow'

/** Headers in which known senders number what they deliver; the same one comes again when they try again. */
const KNOWN = [
  'x-github-delivery',
  'webhook-id',
  'x-gitlab-event-uuid',
  'x-shopify-webhook-id',
  'idempotency-key',
] as const

export interface Delivery {
  headers: Readonly<Record<string, string | string[] | undefined>>
  body: JsonValue
}

/**
 * What a delivery is known by: the header that `source` names, or a place in the body as `body.event.id`; where none is
 * named, a header of a known sender. Undefined where there is none, and so nothing to know it by.
 */
export function deliveryId(source: string, { headers, body }: Delivery): string | undefined {
  if (source.startsWith('body.')) return textOf(valueAt(body, source.slice('body.'.length)))
  const names = source === '' ? KNOWN : [source.toLowerCase()]
  for (const name of names) {
    const id = textOf(headers[name])
    if (id !== undefined) return id
  }
  return undefined
}

function valueAt(value: JsonValue, path: string): JsonValue | undefined {
  let current: JsonValue | undefined = value
  for (const name of path.split('.')) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, name)) return undefined
    current = (current as Record<string, JsonValue>)[name]
  }
  return current
}

const textOf = (value: unknown): string | undefined => {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' && value.length <= 500 ? value : undefined
}
