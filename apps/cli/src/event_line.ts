import type { ExecutionEvent } from '@llamanexus/contract'

/** What a person who waits for a run wants to read of an event; undefined for the rest. */
export const eventLine = ({ type, path, data }: ExecutionEvent): string | undefined => {
  switch (type) {
    case 'node_started':
      return `▸ ${path}${Number(data.attempt) > 1 ? ` (try ${data.attempt})` : ''}`
    case 'node_completed':
      return `✔ ${path} ${data.duration_ms} ms`
    case 'node_failed':
      return `✖ ${path} ${messageIn(data.error)}`
    case 'node_retrying':
      return `↻ ${path} ${messageIn(data.error)}; again at ${data.until}`
    case 'node_skipped':
      return `- ${path} skipped: ${data.reason}`
    case 'node_waiting':
      return `… ${path} waits${data.until ? ` until ${data.until}` : ''}${data.signal ? ` for ${data.signal}` : ''}`
    case 'node_log':
      return `  ${path} [${data.level}] ${data.message}`
    default:
      return undefined
  }
}

const messageIn = (error: unknown): string => {
  const { message, code } = (error ?? {}) as { message?: string; code?: string }
  return `${message} (${code})`
}
