import type { ExecutionRecord } from '@llamanexus/engine'
import type { Firing, RunEnding, Store } from '@llamanexus/store'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import type { Documents } from '../../documents.ts'
import type { Hub } from '../../realtime/hub.ts'
import type { Dispatcher } from '../dispatcher.ts'
import { firedRunId } from '../fired_run_id.ts'
import type { TriggerKind, TriggerNode } from '../trigger_kind.ts'
import { matchesName } from './event_name.ts'
import { depthOf, MAX_DEPTH, runEvent } from './run_event.ts'

export interface EventKindOptions {
  store: Pick<Store, 'triggers' | 'executions'>
  dispatcher: Pick<Dispatcher, 'fire'>
  documents: Pick<Documents, 'read'>
  hub: Pick<Hub, 'watchAll'>
  onFailure: (error: unknown, message: string) => void
}

/** A run that an event will start. */
export interface EventRun {
  execution_id: string
  workflow_id: string
  node_id: string
}

export interface EventKind extends TriggerKind {
  /** The runs that a custom event of this name would start; `unique` makes their ids. */
  runsFor(name: string, unique: string): EventRun[]
  /** Makes the runs of a custom event durable. */
  tell(runs: readonly EventRun[], event: JsonObject): Promise<void>
  /** Deals with the runs that ended while nobody could. */
  hear(): Promise<void>
  close(): Promise<void>
}

interface Listener {
  node: TriggerNode
  /** When it began to listen, ISO 8601. */
  since: string
  /** Set when a circle was stopped. */
  note?: string
}

const BATCH = 100

export function createEventKind(options: EventKindOptions): EventKind {
  const { store, dispatcher, onFailure } = options
  const listeners = new Set<Listener>()
  const state = { closed: false, asked: false, working: undefined as Promise<void> | undefined }
  const stopWatching = options.hub.watchAll((entries) => {
    if (listeners.size > 0 && entries.some(({ type }) => endings.has(type))) void hear()
  })

  return {
    type: 'event_listener',
    async arm(node) {
      const listener: Listener = { node, since: await sinceOf(node) }
      listeners.add(listener)
      // What ended while it could not listen is told now.
      void hear()
      return {
        async disarm() {
          listeners.delete(listener)
          await state.working
        },
        note: () => listener.note,
      }
    },
    runsFor: (name, unique) =>
      [...listeners]
        .filter(({ node }) => node.config.event === 'custom' && matchesName(textOf(node.config.name), name))
        .map(({ node }) => ({
          execution_id: firedRunId(Date.now(), unique, node.workflow_id, node.key),
          workflow_id: node.workflow_id,
          node_id: node.key,
        })),
    tell: (runs, event) =>
      dispatcher.fire({ firings: runs.map((run) => ({ ...run, source: 'event', data: { event } })) }),
    hear,
    async close() {
      state.closed = true
      stopWatching()
      await state.working
    },
  }

  async function sinceOf({ workflow_id, key, saved_at }: TriggerNode): Promise<string> {
    const known = await store.triggers.state(workflow_id, key)
    if (typeof known === 'string') return known
    const since = new Date(saved_at).toISOString()
    await dispatcher.fire({ state: { workflow_id, key, value: since } })
    return since
  }

  function hear(): Promise<void> {
    state.asked = true
    state.working ??= hearAll()
      .catch((error: unknown) => onFailure(error, 'Events of runs could not be passed on'))
      .finally(() => {
        state.working = undefined
      })
    return state.working
  }

  async function hearAll(): Promise<void> {
    while (state.asked && !state.closed) {
      state.asked = false
      for (;;) {
        const ended = await store.triggers.endings(BATCH)
        if (ended.length === 0 || state.closed) break
        const firings = await Promise.all(ended.map(firingsOf))
        await dispatcher.fire({ firings: firings.flat(), heard: ended.map(({ n }) => n) })
      }
    }
  }

  async function firingsOf(ending: RunEnding): Promise<Firing[]> {
    const wanting = [...listeners].filter((listener) => wants(listener, ending))
    const record = wanting.length > 0 ? await store.executions.record(ending.execution_id) : undefined
    if (!record) return []
    const depth = (await depthOf(record, store.executions.record)) + 1
    if (depth > MAX_DEPTH) return stopCircle(wanting, record)
    const event = runEvent(record, await nameOf(record), depth)
    return wanting.map(({ node }) => ({
      execution_id: firedRunId(Date.parse(ending.at), record.id, node.workflow_id, node.key),
      workflow_id: node.workflow_id,
      node_id: node.key,
      source: 'event',
      data: { event },
    }))
  }

  function stopCircle(wanting: readonly Listener[], { id, workflow_id }: ExecutionRecord): Firing[] {
    const message = `Events have started ${MAX_DEPTH} runs in a row; none follows ${id} of ${workflow_id}`
    for (const listener of wanting) listener.note = message
    onFailure(new Error(message), 'A circle of events was stopped')
    return []
  }

  async function nameOf({ workflow_id }: ExecutionRecord): Promise<string> {
    try {
      return (await options.documents.read(workflow_id)).name
    } catch {
      return workflow_id
    }
  }
}

const endings: ReadonlySet<string> = new Set([
  'execution_completed',
  'execution_failed',
  'execution_cancelled',
])

const wants = ({ node, since }: Listener, ending: RunEnding): boolean => {
  const { event, workflow_id, include_self } = node.config
  if (event !== `workflow.${ending.status}` || ending.at < since) return false
  if (ending.workflow_id === node.workflow_id && include_self !== true) return false
  return textOf(workflow_id) === '' || workflow_id === ending.workflow_id
}

const textOf = (value: JsonValue | undefined): string => (typeof value === 'string' ? value.trim() : '')
