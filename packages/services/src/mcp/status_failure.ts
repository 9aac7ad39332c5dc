import type { NodeError } from '@llamanexus/node-sdk'
import { unreachable } from './unreachable.ts'

/** A server over HTTP that answers with a status that is none of success. `said` is what stood in its answer. */
export function statusFailure(server: string, status: number, said: string, cause: unknown): NodeError {
  const elsewhere = /^Redirect to (\S+) not followed/.exec(said)?.[1]
  if (elsewhere !== undefined)
    return unreachable(server, `it sends its callers on to ${elsewhere}`, {
      hint: 'If that is the server that is meant, give its address.',
      retryable: false,
      cause,
    })
  const words = said.trim().replaceAll(/\s+/g, ' ').slice(0, 200)
  return unreachable(server, `it answered with status ${status}${words && `: ${words}`}`, {
    hint: hintFor(status),
    retryable: status >= 500 || status === 408 || status === 429,
    details: { status },
    cause,
  })
}

function hintFor(status: number): string {
  if (status === 429) return 'It is asked too often: call it less, or retry with longer pauses.'
  if (status === 404 || status === 405 || status === 410)
    return 'Check the address: it often ends in /mcp. A server of the older kind is set up on the MCP servers page with its transport.'
  if (status >= 500) return 'The fault lies in the server: see its own log, or ask whoever runs it.'
  return 'These are the words of the server: change what they complain of, or ask whoever runs it.'
}
