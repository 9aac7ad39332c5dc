import { NodeError } from '@llamanexus/node-sdk'
import type { Misfit } from '../functions/schema_check.ts'
import { statusFailure } from './status_failure.ts'
import { unreachable } from './unreachable.ts'

/** What went wrong between us and a server, in words for the user. `server` is how the workflow calls it. */
export function mcpFailure(error: unknown, server: string, signal?: AbortSignal): NodeError {
  if (signal?.aborted) return new NodeError('aborted', 'The call was cancelled', { retryable: false })
  const own = nodeErrorIn(error)
  if (own) return ofNode(own, server)
  const { code, status, message, name } = partsOf(error)
  if (code === 'REQUEST_TIMEOUT')
    return new NodeError('timeout', `The MCP server ${server} did not answer in time`, {
      field: 'timeout',
      hint: 'Raise the time limit, or check what the server is busy with.',
      cause: error,
    })
  if (status === 401 || status === 403 || name === 'UnauthorizedError')
    return unreachable(server, `it wants to know who asks${status ? ` (status ${status})` : ''}`, {
      hint: 'Choose a credential for this server that names its host.',
      retryable: false,
      cause: error,
    })
  // Numbers are answers of the server in JSON-RPC; what went wrong on the way has names.
  if (typeof code === 'number' && name !== 'SseError')
    return new NodeError(
      'mcp_failed',
      `The MCP server ${server} answered with an error${message ? `: ${message}` : ' without words'} (${code})`,
      {
        field: 'server',
        hint: 'These are the words of the server: change what they complain of, or ask whoever runs it.',
        retryable: code === -32603,
        details: { code },
        cause: error,
      },
    )
  if (code === 'INVALID_RESULT') return resultInvalid(server, message, error)
  if (name === 'SyntaxError')
    return unreachable(server, 'it answers with what is no JSON', {
      hint: 'The fault lies in the server, or in what stands between: see what it answers at its address.',
      cause: error,
    })
  if (code === 'ENOENT')
    return unreachable(server, 'its command was not found', {
      hint: 'Check the command in the settings of the server, and that the program is installed.',
      cause: error,
    })
  if (/unusable reply|unexpected content type/i.test(message))
    return unreachable(server, 'it does not answer as an MCP server', {
      hint: 'Check the address: it often ends in /mcp. A server of the older kind, whose address ends in /sse, is set up on the MCP servers page with its transport.',
      retryable: false,
      cause: error,
    })
  if (status !== undefined)
    return statusFailure(server, status, message.replace(/^Error POSTing to endpoint[^:]*: /, ''), error)
  const reason =
    code === 'CONNECTION_CLOSED' || code === 'NOT_CONNECTED' ? 'the connection ended' : message.slice(0, 300)
  return unreachable(server, reason, { cause: error })
}

/** It answers, and not as the protocol has it: to ask again helps nobody. */
function resultInvalid(server: string, message: string, cause: unknown): NodeError {
  const [, method = 'a call', found = ''] = /^Invalid result for ([^\s:]+): (.*)$/s.exec(message) ?? []
  return new NodeError(
    'mcp_failed',
    `The MCP server ${server} answered ${method} with what MCP does not know: ${faultIn(found)}`,
    {
      field: 'server',
      hint: 'The fault lies in the server: update it, or tell whoever has written it.',
      retryable: false,
      cause,
    },
  )
}

/** The first of the faults, which the client has as JSON. */
function faultIn(found: string): string {
  try {
    const [{ path, message }] = JSON.parse(found) as [{ path: PropertyKey[]; message: string }]
    return `${path.length > 0 ? `"${path.join('.')}": ` : ''}${message}`
  } catch {
    return found.slice(0, 200)
  }
}

const PASSED_ON = /^(connect_failed|upgrade_refused|connection_closed|host_unknown)$/

function ofNode(error: NodeError, server: string): NodeError {
  const { code, message, hint, retryable, details } = error
  if (!PASSED_ON.test(code))
    // An address that is refused or none at all: what is in the way is the server that was named.
    return error.field !== undefined && error.field !== 'url'
      ? error
      : new NodeError(code, message, { field: 'server', hint, retryable, details, cause: error })
  return unreachable(server, message, { hint, retryable, details, cause: error })
}

/** Our own error, however deep the client has wrapped it. */
function nodeErrorIn(error: unknown): NodeError | undefined {
  for (let inner = error; inner instanceof Error; inner = inner.cause)
    if (inner instanceof NodeError) return inner
  return undefined
}

/** The server has lost the session, by a restart: what was asked was not done, and may be asked again. */
export function isSessionLost(error: unknown): boolean {
  const { status, message } = partsOf(error)
  return status === 404 || (status === 400 && /session/i.test(message))
}

/** Nothing more comes over this connection. */
export function isConnectionLost(error: unknown): boolean {
  const { code } = partsOf(error)
  const own = nodeErrorIn(error)
  if (own) return PASSED_ON.test(own.code)
  return code === 'CONNECTION_CLOSED' || code === 'NOT_CONNECTED' || isSessionLost(error)
}

export const serverUnknown = (server: string, known: readonly string[], problem?: string): NodeError =>
  new NodeError('mcp_server_unknown', `There is no MCP server "${server.slice(0, 100)}"`, {
    field: 'server',
    hint:
      problem ??
      `${known.length > 0 ? `There are ${known.slice(0, 10).join(', ')}. ` : ''}Add it on the MCP servers page, or give an http, https, ws or wss address.`,
    retryable: false,
  })

export const nameUnknown = (
  kind: 'tool' | 'prompt' | 'resource',
  name: string,
  server: string,
  known: readonly string[],
): NodeError =>
  new NodeError(`mcp_${kind}_unknown`, `The MCP server ${server} has no ${kind} "${name.slice(0, 200)}"`, {
    field: kind,
    hint:
      known.length > 0
        ? `It has ${known.slice(0, 15).join(', ')}${known.length > 15 ? ', …' : ''}.`
        : `It has no ${kind}s at all.`,
    retryable: false,
  })

export const argsInvalid = (what: string, wrong: readonly Misfit[]): NodeError =>
  new NodeError(
    'args_invalid',
    `The arguments do not fit ${what}: ${wrong
      .map(({ path, message }) => `${path === '' ? 'args' : `"${path}"`} ${message}`)
      .join('; ')}`,
    {
      field: wrong[0]?.path.split('.')[0] || 'args',
      hint: 'Pick it again in the form to see what it takes.',
      retryable: false,
      details: wrong.map(({ path, message }) => ({ argument: path, message })),
    },
  )

interface Parts {
  code?: unknown
  status?: number
  message: string
  name: string
}

function partsOf(error: unknown): Parts {
  if (!(error instanceof Error)) return { message: String(error), name: '' }
  const { code, status: told } = error as { code?: unknown; status?: unknown }
  // The older transport says it in words only.
  const status = told ?? (Number(/\(HTTP (\d{3})\)/.exec(error.message)?.[1]) || undefined)
  return {
    code,
    message: error.message,
    name: error.name,
    ...(typeof status === 'number' && { status }),
  }
}

export const slowStart = (server: string): NodeError =>
  new NodeError('timeout', `The MCP server ${server} was not there in time`, {
    field: 'timeout',
    hint: 'Raise the time limit: some programs are fetched when they are first started. It goes on starting meanwhile.',
  })

/** The pipe to a process takes messages up to a size; one that is larger ends the connection. */
export const answerTooLarge = (server: string, cause: unknown): NodeError =>
  unreachable(server, 'it sent a message of more than 10 MB', {
    hint: 'Ask it for less, in parts, or for a file in place of its content. The next call connects again.',
    retryable: false,
    cause,
  })

/** A process that ends says why on its standard error, if anywhere. */
export function withLastWords(
  error: NodeError,
  words: string | undefined,
  hint = 'Mend what it complains of in its settings.',
): NodeError {
  if (words === undefined || error.code !== 'mcp_unreachable') return error
  const { code, message, field, retryable } = error
  return new NodeError(code, `${message}. Its last words: ${words.slice(0, 200)}`, {
    field,
    hint: `${hint} All that it wrote stands on the MCP servers page.`,
    retryable,
    cause: error,
  })
}
