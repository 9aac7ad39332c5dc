import { setTimeout as wait } from 'node:timers/promises'
import type { McpCallContext, McpConnection } from '@llamanexus/node-sdk'
import type { JsonObject } from '@llamanexus/workflow'
import type { Client, RequestOptions, Tool, Transport } from '@modelcontextprotocol/client'
import {
  answerTooLarge,
  isConnectionLost,
  isSessionLost,
  mcpFailure,
  slowStart,
  withLastWords,
} from './mcp_failure.ts'
import type { McpServerConfig } from './mcp_server_config.ts'

export interface McpLinkOptions {
  /** How the server is called in messages. */
  label: string
  config: McpServerConfig
  openTransport: () => Promise<Transport>
  /** What the server's process wrote last to its standard error since it was started. */
  lastWords?: () => string | undefined
  /** Milliseconds without a call after which the connection is closed. */
  idle_ms: number
}

/** An open connection and what is known of the server. */
export interface OpenLink {
  client: Client
  info: McpConnection
  /** As they were listed last; gone when the server says that they have changed. */
  tools?: readonly Tool[]
}

/** One server: connected by its first call, closed when it is idle, connected again after it has died. */
export interface McpLink {
  readonly state: 'idle' | 'connected' | 'failed'
  readonly error?: string
  readonly busy: boolean
  use<T>(
    perform: (open: OpenLink, options: RequestOptions) => Promise<T>,
    context: McpCallContext,
  ): Promise<T>
  close(): Promise<void>
}

const CALL_MS = 60_000
const CONNECT_MS = 60_000
const MAX_BACKOFF_MS = 5_000

export function createMcpLink(options: McpLinkOptions): McpLink {
  const { label, config } = options
  let opening: Promise<OpenLink> | undefined
  let open: OpenLink | undefined
  let calls = 0
  let idle: NodeJS.Timeout | undefined
  let failures = 0
  let failedAt = 0
  let error: string | undefined
  /** What the connection that was open last ended of. */
  let tooLarge = false
  const ended = new AbortController()

  function connected(): Promise<OpenLink> {
    opening ??= connect().then(
      (made) => {
        failures = 0
        error = undefined
        return made
      },
      (failure: unknown) => {
        opening = undefined
        failures += 1
        failedAt = performance.now()
        const told = withLastWords(mcpFailure(failure, label), options.lastWords?.())
        error = told.message
        throw told
      },
    )
    return opening
  }

  async function connect(): Promise<OpenLink> {
    // A server that does not come up is not asked more often the more calls there are.
    const pause = failures === 0 ? 0 : Math.min(MAX_BACKOFF_MS, 125 * 2 ** failures)
    const left = pause - (performance.now() - failedAt)
    if (failures > 0 && left > 0) await wait(left)
    tooLarge = false
    const made = await openClient(options, { onEnd, onTooLarge }, ended.signal)
    open = made
    return made
  }

  function onEnd(ended: Client, reason: string): void {
    if (open?.client !== ended) return
    open = undefined
    opening = undefined
    error = reason
  }

  function onTooLarge(): void {
    tooLarge = true
  }

  async function drop(link: OpenLink): Promise<void> {
    if (open !== link) return
    open = undefined
    opening = undefined
    await link.client.close().catch(() => {})
  }

  async function attempt<T>(
    perform: (open: OpenLink, options: RequestOptions) => Promise<T>,
    context: McpCallContext,
  ): Promise<T> {
    const link = await abortable(soon(connected(), limitOf(context, config), label), context.signal)
    try {
      return await abortable(perform(link, requestOptions(context, config)), context.signal)
    } catch (failure) {
      if (isConnectionLost(failure) && !context.signal?.aborted) await drop(link)
      throw failure
    }
  }

  const rest = () => {
    clearTimeout(idle)
    idle = setTimeout(() => open && void drop(open), options.idle_ms)
    idle.unref()
  }

  return {
    get state() {
      return open ? 'connected' : error === undefined ? 'idle' : 'failed'
    },
    get error() {
      return error
    },
    get busy() {
      return calls > 0
    },
    async use(perform, context) {
      context.signal?.throwIfAborted()
      calls += 1
      clearTimeout(idle)
      try {
        return await attempt(perform, context).catch((failure: unknown) => {
          if (!isSessionLost(failure)) throw failure
          return attempt(perform, context)
        })
      } catch (failure) {
        const told = mcpFailure(failure, label, context.signal)
        if (!isConnectionLost(failure)) throw told
        if (tooLarge) throw answerTooLarge(label, failure)
        throw withLastWords(told, options.lastWords?.(), 'The next call starts it again.')
      } finally {
        calls -= 1
        if (calls === 0) rest()
      }
    },
    async close() {
      clearTimeout(idle)
      ended.abort(new Error('The connection was closed'))
      const made = open ?? (await opening?.catch(() => undefined))
      if (made) await drop(made)
    },
  }
}

/** A caller that is cancelled leaves at once; the connection that others wait for is made all the same. */
function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
    if (signal.aborted) onAbort()
  })
}

const limitOf = (context: McpCallContext, { timeout_ms }: McpServerConfig): number =>
  context.timeout_ms ?? timeout_ms ?? CALL_MS

/** A server may take its time to start, and a caller may have less: it is told, and the start goes on for the next one. */
async function soon<T>(opening: Promise<T>, timeout: number, label: string): Promise<T> {
  const over = new AbortController()
  try {
    const late = wait(timeout, undefined, { signal: over.signal }).then(() => {
      throw slowStart(label)
    })
    return await Promise.race([opening, late])
  } finally {
    over.abort()
  }
}

function requestOptions(context: McpCallContext, config: McpServerConfig): RequestOptions {
  const { signal, onProgress } = context
  return {
    ...(signal && { signal }),
    timeout: limitOf(context, config),
    resetTimeoutOnProgress: true,
    // Asked for even where nobody looks: it tells a long call from a dead one.
    onprogress: ({ progress, total, message }) =>
      onProgress?.(total ? Math.min(1, progress / total) : 0, message),
  }
}

async function openClient(
  { config, openTransport }: McpLinkOptions,
  { onEnd, onTooLarge }: { onEnd: (client: Client, reason: string) => void; onTooLarge: () => void },
  signal: AbortSignal,
): Promise<OpenLink> {
  const { Client, SseError } = await import('@modelcontextprotocol/client')
  const link: { tools?: readonly Tool[] } = {}
  const make = async (mode: 'auto' | 'legacy') => {
    const client = new Client(
      { name: 'llamanexus', version: '1.0.0' },
      {
        // Neither sampling nor elicitation is offered: nobody is there to answer while a workflow runs.
        capabilities: {},
        versionNegotiation: { mode },
        listChanged: {
          tools: {
            autoRefresh: false,
            onChanged: () => {
              delete link.tools
            },
          },
        },
      },
    )
    Object.assign(client, {
      onclose: () => onEnd(client, 'The connection ended'),
      onerror(error: Error) {
        if (/exceeded maximum size/.test(error.message)) onTooLarge()
        // The stream that answers would have come over is gone: the transport gives up on it, or its session went with it.
        if (/Maximum reconnection attempts/.test(error.message) || error instanceof SseError)
          void client.close()
      },
    })
    try {
      await abortable(client.connect(await openTransport(), { timeout: CONNECT_MS, signal }), signal)
      return client
    } catch (failure) {
      // What was started goes, whatever it hangs on.
      await client.close().catch(() => {})
      throw failure
    }
  }
  const client = await make(
    config.transport === 'http' || config.transport === 'websocket' ? 'auto' : 'legacy',
  )
  return Object.assign(link, { client, info: infoOf(client) })
}

function infoOf(client: Client): McpConnection {
  const { name = '', version = '' } = client.getServerVersion() ?? {}
  const instructions = client.getInstructions()
  return {
    name,
    version,
    protocol: client.getNegotiatedProtocolVersion() ?? '',
    capabilities: (client.getServerCapabilities() ?? {}) as JsonObject,
    ...(instructions !== undefined && { instructions }),
  }
}
