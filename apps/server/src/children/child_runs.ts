import { createHash } from 'node:crypto'
import { type Engine, EngineError, type LogEntry } from '@llamanexus/engine'
import { NodeError, type RunWorkflowRequest, type WorkflowService } from '@llamanexus/node-sdk'
import type { ChildRun, Store } from '@llamanexus/store'
import type { Documents } from '../documents.ts'
import { ApiProblem } from '../problems/api_problem.ts'
import type { Hub } from '../realtime/hub.ts'
import type { Runs } from '../runs.ts'
import { callableOf } from './callable_workflow.ts'
import { outcomeOf, resultOf } from './child_outcome.ts'

const MAX_DEPTH = 10
/** Workflows that are offered as tools. */
const MAX_LISTED = 200

export interface ChildRunsOptions {
  store: Pick<Store, 'childRuns' | 'executions' | 'workflows'>
  /** The engine, documents and runs are made after the service that nodes call; they are there when it is called. */
  engine: () => Engine
  documents: () => Documents
  runs: () => Runs
}

/** Runs that nodes start: each once, known to their parent when they end, cancelled with it. */
export interface ChildRuns {
  service: WorkflowService
  /** Hears of ends from here on; call before runs go on. */
  watch(hub: Hub): void
  /** Makes good for what a former process did not get to; call once, after runs go on. */
  deliver(): Promise<void>
}

export const signalOf = (childId: string): string => `child:${childId}`

export function createChildRuns({ store, engine, documents, runs }: ChildRunsOptions): ChildRuns {
  const children = store.childRuns
  /** Starts that are under way, by the id of the child. */
  const starting = new Map<string, Promise<void>>()

  const service: WorkflowService = {
    async list() {
      const { items } = await store.workflows.list({
        limit: MAX_LISTED,
        offset: 0,
        sort: 'name',
        order: 'asc',
      })
      const all = await Promise.all(items.map(({ id }) => documents().read(id)))
      return all.map(callableOf)
    },
    describe: async (id, version) => callableOf(await read(id, version)),
    async start(request) {
      const id = childId(request.parent)
      const begun = starting.get(id) ?? startOnce(id, request)
      starting.set(id, begun)
      try {
        await begun
      } finally {
        starting.delete(id)
      }
      return { execution_id: id, signal: signalOf(id) }
    },
    async outcome(id) {
      const record = await store.executions.record(id)
      if (!record) throw new NodeError('run_missing', `The run "${id}" is gone`, { retryable: false })
      return outcomeOf(record)
    },
    async result(id, { signal } = {}) {
      return resultOf(await untilAborted(engine().finished(id), signal))
    },
    cancel: (id) => cancel(id),
  }
  return { service, watch, deliver }

  async function startOnce(id: string, request: RunWorkflowRequest): Promise<void> {
    if (await store.executions.record(id)) return
    const { workflow_id, version, data, parent, max_depth = MAX_DEPTH, waits = true } = request
    const depth = ((await children.get(parent.execution_id))?.depth ?? 0) + 1
    if (depth > max_depth) throw tooDeep(workflow_id, max_depth)
    const workflow = await read(workflow_id, version)
    await children.add({ id, parent_id: parent.execution_id, path: parent.path, depth, waits })
    try {
      await runs().start({ workflow, data, source: 'workflow', parent_id: parent.execution_id }, id)
    } catch (error) {
      throw asNodeError(error, workflow.name)
    }
    // Its parent may have ended while it was being started.
    const record = await store.executions.record(parent.execution_id)
    if (waits && record && record.completed_at !== null) await cancel(id)
  }

  async function read(id: string, version?: number) {
    try {
      return await documents().read(id, version)
    } catch (error) {
      throw asNodeError(error, id)
    }
  }

  function watch(hub: Hub): void {
    hub.watchAll((entries) => {
      for (const entry of entries) void ended(entry).catch(() => undefined)
    })
  }

  async function ended({ type, execution_id, path }: LogEntry): Promise<void> {
    if (endsRun.has(type)) {
      const child = await children.get(execution_id)
      if (child) await tell(child)
      for (const { id } of await children.waitedFor(execution_id)) await cancel(id)
    } else if (givesUp.has(type) && path !== undefined)
      for (const { id } of await children.waitedFor(execution_id, path)) await cancel(id)
  }

  /** The parent may sleep: the signal is written down, and wakes it. */
  async function tell({ id, parent_id, waits }: ChildRun): Promise<void> {
    if (!waits) return
    try {
      await engine().signal(parent_id, signalOf(id), { execution_id: id })
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
    }
    await children.told(id)
  }

  async function cancel(id: string): Promise<void> {
    try {
      await engine().cancel(id)
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
    }
  }

  async function deliver(): Promise<void> {
    for (const child of await children.untold()) await tell(child)
    for (const { id } of await children.orphans()) await cancel(id)
  }
}

const endsRun: ReadonlySet<string> = new Set([
  'execution_completed',
  'execution_failed',
  'execution_cancelled',
])
/** The node does not wait any more for what it has started. */
const givesUp: ReadonlySet<string> = new Set(['node_failed', 'node_skipped', 'node_retrying'])

const childId = ({ execution_id, key }: RunWorkflowRequest['parent']): string =>
  `run_${createHash('sha256').update(`${execution_id}\n${key}`).digest('base64url').slice(0, 22)}`

const tooDeep = (workflowId: string, max: number) =>
  new NodeError('depth_exceeded', `Workflows call one another more than ${max} deep`, {
    field: 'workflow_id',
    retryable: false,
    hint: `Does "${workflowId}" call itself without an end? Raise the depth where that is meant.`,
  })

function asNodeError(error: unknown, name: string): unknown {
  if (error instanceof EngineError) {
    const { retry_after_ms } = error
    return new NodeError(error.code, error.message, {
      retry_after_ms,
      retryable: error.code === 'queue_full',
    })
  }
  if (!(error instanceof ApiProblem)) return error
  switch (error.code) {
    case 'workflow_not_found':
      return new NodeError('workflow_missing', `There is no workflow "${name}"`, {
        field: 'workflow_id',
        retryable: false,
        hint: 'Choose another workflow.',
      })
    case 'version_not_found':
      return new NodeError('workflow_missing', `The workflow "${name}" has no such version`, {
        field: 'version',
        retryable: false,
        hint: 'Choose one of its versions, or leave it empty for the newest.',
      })
    default:
      return new NodeError('workflow_invalid', `"${name}" cannot run: ${error.message}`, {
        field: 'workflow_id',
        retryable: false,
        hint: 'Open the workflow and mend what it says.',
      })
  }
}

function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise
  const aborted = Promise.withResolvers<never>()
  const abort = () => aborted.reject(new NodeError('aborted', 'The wait was given up', { retryable: false }))
  if (signal.aborted) abort()
  signal.addEventListener('abort', abort, { once: true })
  return Promise.race([promise, aborted.promise]).finally(() => signal.removeEventListener('abort', abort))
}
