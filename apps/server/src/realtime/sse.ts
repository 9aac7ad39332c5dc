import { once } from 'node:events'
import type { LogEntry } from '@llamanexus/engine'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../app.ts'
import { followRun } from './follow_run.ts'

const keepAliveMs = 15_000

export interface SseOptions {
  app: App
  execution_id: string
  after: number
  request: FastifyRequest
  reply: FastifyReply
}

/** Server-sent events of a run until its last one; a comment now and then keeps proxies from hanging up. */
export async function streamEvents(options: SseOptions): Promise<void> {
  const { app, execution_id: id, after, request, reply } = options
  reply.hijack()
  const response = reply.raw
  const reader = new AbortController()
  const stop = () => reader.abort()
  response.on('close', stop)
  app.closing.addEventListener('abort', stop)
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'x-content-type-options': 'nosniff',
  })
  response.write('retry: 1000\n\n')
  const keepAlive = setInterval(() => response.write(': keep-alive\n\n'), keepAliveMs).unref()
  try {
    const steps = followRun(app, { id, after, signal: reader.signal })
    for await (const step of steps) {
      if (step.kind === 'catching_up') continue
      for (const entry of step.entries)
        if (!response.write(frame(entry))) await drained(response, reader.signal)
    }
  } catch (error) {
    request.log.error(error)
  } finally {
    clearInterval(keepAlive)
    app.closing.removeEventListener('abort', stop)
    response.end()
  }
}

const frame = (entry: LogEntry): string =>
  `id: ${entry.seq}\nevent: ${entry.type}\ndata: ${JSON.stringify(entry)}\n\n`

const drained = (response: FastifyReply['raw'], signal: AbortSignal): Promise<unknown> =>
  once(response, 'drain', { signal }).catch(() => undefined)
