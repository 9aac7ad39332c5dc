import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type GraphRequest, type GraphResult, NodeError } from '@llamanexus/node-sdk'
import { compileCacheEnv } from '../workers/compile_cache_env.ts'
import type { GraphAnswer } from './graph_child.ts'
import { aborted, invalidCypher, notInstalled, readOnly, timedOut } from './graph_error.ts'

const child = fileURLToPath(new URL('./graph_child.ts', import.meta.url))

/**
 * Graphs in a folder, each query in a process of its own: a query in native code can be ended in no other way. A graph is
 * open in one process at a time, so that queries of one graph wait for each other.
 */
export function createEmbeddedGraph(folder: string) {
  const turns = new Map<string, Promise<unknown>>()
  const processes = new Set<ChildProcess>()

  async function query(request: GraphRequest): Promise<GraphResult> {
    const name = nameOf(request)
    const before = turns.get(name) ?? Promise.resolve()
    const own = before.then(() => perform(join(folder, name), request))
    // Whoever comes next waits, and is not concerned with how it went.
    const turn = own.catch(() => undefined)
    turns.set(name, turn)
    void turn.then(() => turns.get(name) === turn && turns.delete(name))
    return Promise.race([own, whenAborted(request.signal)])
  }

  async function perform(path: string, request: GraphRequest): Promise<GraphResult> {
    const { signal, timeout_ms: timeoutMs } = request
    if (signal?.aborted) throw aborted()
    await mkdir(folder, { recursive: true })
    const process = fork(child, [], {
      env: compileCacheEnv(),
      execArgv: [],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    processes.add(process)
    let reason: NodeError | undefined
    const end = (error: NodeError) => {
      reason ??= error
      process.kill('SIGKILL')
    }
    const timer = setTimeout(() => end(timedOut(timeoutMs)), timeoutMs)
    const abort = () => end(aborted())
    signal?.addEventListener('abort', abort, { once: true })
    const exit = once(process, 'exit')
    try {
      const { signal: _, ...plain } = request
      process.send({ path, request: plain }, (error) => error && process.kill('SIGKILL'))
      const message = once(process, 'message').then(([answer]) => answer as GraphAnswer)
      const answer = await Promise.race([message, exit.then((): GraphAnswer => gone)])
      // The next query opens the graph when this one has let go of it.
      await exit
      if (reason) throw reason
      if (!answer.ok) throw failureOf(answer)
      return answer.result
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
      processes.delete(process)
    }
  }

  const close = async () => {
    for (const process of processes) process.kill('SIGKILL')
  }
  return { query, close }
}

const gone: GraphAnswer = { ok: false, reason: 'failed', message: 'The process of the query has ended' }

function failureOf({ reason, message }: Extract<GraphAnswer, { ok: false }>): NodeError {
  switch (reason) {
    case 'missing':
      return notInstalled(new Error(message))
    case 'read_only':
      return readOnly()
    case 'invalid':
      return invalidCypher(message)
    case 'failed':
      return new NodeError('graph_failed', `The graph failed: ${message.slice(0, 500)}`, {
        field: 'query',
        hint: 'Try again.',
      })
  }
}

const whenAborted = (signal: AbortSignal | undefined): Promise<never> =>
  new Promise((_, reject) => signal?.addEventListener('abort', () => reject(aborted()), { once: true }))

/** The name is that of a folder. */
function nameOf({ database = 'default' }: GraphRequest): string {
  if (/^[A-Za-z0-9_-]{1,64}$/.test(database)) return database
  throw new NodeError('connection_invalid', `"${database.slice(0, 100)}" cannot be the name of a graph`, {
    field: 'database',
    hint: 'Take letters, digits, - and _.',
    retryable: false,
  })
}
