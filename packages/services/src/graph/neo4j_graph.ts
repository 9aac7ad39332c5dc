import { type GraphRequest, type GraphResult, NodeError } from '@llamanexus/node-sdk'
import type { HostGuard } from '../http/host_guard.ts'
import { createCollector } from './graph_collector.ts'
import { aborted, invalidCypher, readOnly, timedOut } from './graph_error.ts'
import { plainRecord } from './neo4j_values.ts'

const CONNECT_MS = 10_000

/** One query over Bolt, on a connection of its own. */
export async function queryNeo4j(
  guard: HostGuard,
  address: string,
  request: GraphRequest,
): Promise<GraphResult> {
  const { timeout_ms: timeoutMs, signal } = request
  if (signal?.aborted) throw aborted()
  const url = await checkedUrl(guard, address)
  const { default: neo4j } = await import('neo4j-driver')
  const { username = '', password = '' } = request
  const auth = username === '' && password === '' ? undefined : neo4j.auth.basic(username, password)
  const driver = neo4j.driver(url, auth, {
    connectionTimeout: Math.min(CONNECT_MS, timeoutMs),
    maxConnectionPoolSize: 1,
    maxTransactionRetryTime: 0,
    telemetryDisabled: true,
    useBigInt: true,
  })
  const { READ, WRITE } = neo4j.session
  const ended = new AbortController()
  const timer = setTimeout(() => ended.abort(timedOut(timeoutMs)), timeoutMs)
  const abort = () => ended.abort(aborted())
  signal?.addEventListener('abort', abort, { once: true })
  const stopped = new Promise<never>((_, reject) =>
    ended.signal.addEventListener('abort', () => reject(ended.signal.reason), { once: true }),
  )
  try {
    const session = driver.session({
      database: request.database,
      defaultAccessMode: request.read_only ? READ : WRITE,
      fetchSize: Math.min(1000, request.max_rows + 1),
    })
    const run = async () => {
      const collector = createCollector(request.max_rows)
      const result = session.run(request.query, request.params ?? {}, { timeout: timeoutMs })
      const columns = await result.keys()
      for await (const record of result)
        if (!collector.row(plainRecord(record.toObject(), collector)))
          return collector.end(columns as string[], true)
      return collector.end(columns as string[], false)
    }
    const running = run()
    running.catch(() => undefined)
    return await Promise.race([running, stopped])
  } catch (error) {
    throw failureOf(error, address, timeoutMs)
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
    // Cuts the connection, on which the server ends the query.
    void driver.close().catch(() => undefined)
  }
}

/**
 * Always the one server that was named: one that routes could lead elsewhere. Without TLS the checked address is the one
 * connected to; with TLS it is the certificate that no other host can show.
 */
async function checkedUrl(guard: HostGuard, address: string): Promise<string> {
  const url = URL.parse(address.trim())
  const scheme = /^(?:bolt|neo4j)(\+s)?:$/.exec(url?.protocol ?? '')
  if (!url?.hostname || !scheme) throw invalidAddress()
  const port = Number(url.port || 7687)
  const found = await guard.checked(url.hostname, port)
  if (scheme[1]) return `bolt+s://${url.hostname}:${port}`
  return `bolt://${found.family === 6 ? `[${found.address}]` : found.address}:${port}`
}

const invalidAddress = (): NodeError =>
  new NodeError('connection_invalid', 'The address is none of a graph database', {
    field: 'address',
    hint: 'Write it as neo4j://host:7687 or bolt+s://host:7687.',
    retryable: false,
  })

function failureOf(error: unknown, address: string, timeoutMs: number): unknown {
  if (error instanceof NodeError) return error
  const { code = '', message = '' } = error as { code?: string; message?: string }
  const where = URL.parse(address)?.host ?? 'The server'
  if (/Security\.(?:Unauthorized|AuthenticationRateLimit|CredentialsExpired)/.test(code))
    return new NodeError('sign_in_failed', `${where} refuses the user or the password`, {
      field: 'credential',
      hint: 'Check the credential.',
      retryable: false,
    })
  if (/AccessMode|ForbiddenOnReadOnly|WriteOnReadOnly/.test(code)) return readOnly()
  if (/Transaction(?:TimedOut|Terminated)/.test(code)) return timedOut(timeoutMs)
  if (code === 'ServiceUnavailable' || code === 'SessionExpired')
    return new NodeError('connect_failed', `${where} could not be reached`, {
      field: 'address',
      hint: 'Check the address, and that the server is up.',
      cause: error,
    })
  if (code.startsWith('Neo.ClientError')) return invalidCypher(message)
  return new NodeError('graph_failed', `${where} failed: ${message.slice(0, 300)}`, {
    field: 'query',
    hint: 'Try again.',
    retryable: code.startsWith('Neo.TransientError'),
    cause: error,
  })
}
