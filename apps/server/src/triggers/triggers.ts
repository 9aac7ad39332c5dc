import type { TriggerState } from '@llamanexus/contract'
import type { Clock } from '@llamanexus/engine'
import type { Store } from '@llamanexus/store'
import type { Catalogue, Finding, Workflow } from '@llamanexus/workflow'
import { ApiProblem } from '../problems/api_problem.ts'
import type { ArmedTrigger, TriggerKind } from './trigger_kind.ts'
import { TriggerProblem, type TriggerProblemInfo } from './trigger_problem.ts'
import { type WantedTrigger, wantedTriggers } from './wanted_triggers.ts'

/** The room of the triggers: those of active workflows are armed, by the version that was saved last. */
export interface Triggers {
  /** Arms what a document asks for, and nothing else of it. Settles when that is done; never rejects: what cannot listen says so. */
  put(workflow: Workflow): Promise<void>
  /** The same of the newest document, after its schedules have changed. */
  refresh(workflowId: string): Promise<void>
  remove(workflowId: string): Promise<void>
  /** Of an active workflow; none for one that is not. */
  states(workflowId: string): TriggerState[]
  /** Of every trigger that a document asks for, whether it is active or not. */
  allStates(workflow: Workflow): Promise<TriggerState[]>
  nextTimes(workflowId: string, key: string, count: number): number[]
  /** Arms all active workflows. Settles when each of them listens or says why not. */
  load(): Promise<void>
  /** Triggers now, by type and state. */
  counts(): { type: string; state: TriggerState['state']; count: number }[]
  close(): Promise<void>
}

export interface TriggersOptions {
  store: Pick<Store, 'workflows' | 'schedules'>
  kinds: readonly TriggerKind[]
  catalogue: Catalogue
  read: (workflowId: string) => Promise<Workflow>
  findings: (workflow: Workflow) => readonly Finding[]
  clock: Clock
  onFailure: (error: unknown, message: string) => void
}

interface Entry {
  wanted: WantedTrigger
  /** What it was armed with; another one is armed anew. */
  print: string
  armed?: ArmedTrigger
  problem?: TriggerProblemInfo
  cancelRetry: () => void
}

interface Flow {
  version: number
  entries: Map<string, Entry>
}

/** A trigger that is broken by what may pass, such as a directory that is not there, is tried again. */
const RETRY_MS = 15_000

export function createTriggers(options: TriggersOptions): Triggers {
  const { store, catalogue, clock, onFailure } = options
  const kinds = new Map(options.kinds.map((kind) => [kind.type, kind]))
  const known = { types: new Set(kinds.keys()), catalogue }
  const flows = new Map<string, Flow>()
  /** What is being done with a workflow; one thing at a time, in order. */
  const turns = new Map<string, Promise<void>>()
  let closed = false

  return {
    put: (workflow) => inTurn(workflow.id, () => settle(workflow)),
    async refresh(workflowId) {
      const workflow = await options.read(workflowId)
      await inTurn(workflowId, () => settle(workflow))
    },
    remove: (workflowId) => inTurn(workflowId, () => clear(workflowId)),
    states: (workflowId) =>
      [...(flows.get(workflowId)?.entries.values() ?? [])].map((entry) => stateOf(entry.wanted, entry)),
    async allStates(workflow) {
      const entries = flows.get(workflow.id)?.entries
      const wanted = wantedTriggers(workflow, await store.schedules.list(workflow.id), known)
      return wanted.map((one) => stateOf(one, entries?.get(one.key)))
    },
    nextTimes: (workflowId, key, count) =>
      flows.get(workflowId)?.entries.get(key)?.armed?.nextTimes?.(count) ?? [],
    load,
    counts,
    async close() {
      closed = true
      await Promise.all(turns.values())
      await Promise.all([...flows.keys()].map(clear))
    },
  }

  function inTurn(workflowId: string, perform: () => Promise<void>): Promise<void> {
    const before = turns.get(workflowId) ?? Promise.resolve()
    const turn = before
      .then(perform)
      .catch((error: unknown) => onFailure(error, 'The triggers of a workflow could not be set'))
      .finally(() => {
        if (turns.get(workflowId) === turn) turns.delete(workflowId)
      })
    turns.set(workflowId, turn)
    return turn
  }

  async function load(): Promise<void> {
    const active = new Map<string, Workflow>()
    for (const type of kinds.keys())
      for (const workflow of await store.workflows.activeWith(type)) active.set(workflow.id, workflow)
    for (const id of await store.schedules.workflows()) {
      const workflow = active.get(id) ?? (await store.workflows.get(id))
      if (workflow?.is_active) active.set(id, workflow)
    }
    await Promise.all([...active.values()].map((workflow) => inTurn(workflow.id, () => settle(workflow))))
  }

  async function settle(workflow: Workflow): Promise<void> {
    const flow = flows.get(workflow.id) ?? { version: 0, entries: new Map<string, Entry>() }
    if (closed || workflow.version < flow.version) return
    if (!workflow.is_active) return clear(workflow.id)
    flow.version = workflow.version
    const all = wantedTriggers(workflow, await store.schedules.list(workflow.id), known)
    const wanted = new Map(all.filter(({ enabled }) => enabled).map((one) => [one.key, one]))
    const invalid = invalidBy(options.findings(workflow))
    for (const [key, entry] of flow.entries) {
      const next = wanted.get(key)
      if (next && printOf(next, invalid) === entry.print) entry.wanted = next
      else {
        flow.entries.delete(key)
        await disarm(entry)
      }
    }
    if (wanted.size > 0) flows.set(workflow.id, flow)
    else flows.delete(workflow.id)
    for (const [key, one] of wanted) {
      if (flow.entries.has(key)) continue
      const entry: Entry = { wanted: one, print: printOf(one, invalid), cancelRetry: () => {} }
      flow.entries.set(key, entry)
      if (invalid) entry.problem = invalid
      else await arm(entry)
    }
  }

  async function arm(entry: Entry): Promise<void> {
    entry.cancelRetry()
    try {
      entry.armed = await kinds.get(entry.wanted.type)?.arm(entry.wanted)
      entry.problem = undefined
    } catch (error) {
      entry.problem = problemInfo(error)
      if (!(error instanceof TriggerProblem)) onFailure(error, 'A trigger could not be set')
      if (!(error instanceof TriggerProblem) || error.passing) retryLater(entry)
    }
  }

  function retryLater(entry: Entry): void {
    const { workflow_id, key } = entry.wanted
    entry.cancelRetry = clock.after(RETRY_MS, () => {
      void inTurn(workflow_id, async () => {
        if (!closed && flows.get(workflow_id)?.entries.get(key) === entry) await arm(entry)
      })
    })
  }

  async function clear(workflowId: string): Promise<void> {
    const flow = flows.get(workflowId)
    flows.delete(workflowId)
    await Promise.all([...(flow?.entries.values() ?? [])].map(disarm))
  }

  async function disarm(entry: Entry): Promise<void> {
    entry.cancelRetry()
    await entry.armed?.disarm()
  }

  function stateOf(wanted: WantedTrigger, entry: Entry | undefined): TriggerState {
    const problem = entry?.problem ?? entry?.armed?.problem?.() ?? null
    const [next] = entry?.armed?.nextTimes?.(1) ?? []
    return {
      node_id: wanted.schedule_id === null ? wanted.key : null,
      schedule_id: wanted.schedule_id,
      type: wanted.type,
      name: wanted.name,
      state: problem ? 'broken' : entry?.armed ? 'listening' : 'inactive',
      problem,
      note: entry?.armed?.note?.() ?? null,
      next_run_at: next === undefined ? null : new Date(next).toISOString(),
    }
  }

  function counts(): ReturnType<Triggers['counts']> {
    const states = [...flows.keys()].flatMap((id) =>
      [...(flows.get(id)?.entries.values() ?? [])].map((entry) => stateOf(entry.wanted, entry)),
    )
    return [...Map.groupBy(states, ({ type, state }) => `${type} ${state}`).values()].flatMap((group) => {
      const [first] = group
      return first ? [{ type: first.type, state: first.state, count: group.length }] : []
    })
  }
}

/** All that a trigger is armed with; when a document was saved is no part of it. */
const printOf = (wanted: WantedTrigger, invalid: TriggerProblemInfo | undefined): string =>
  JSON.stringify([{ ...wanted, saved_at: 0 }, invalid ?? null])

/** No trigger of a workflow that cannot run listens. */
function invalidBy(findings: readonly Finding[]): TriggerProblemInfo | undefined {
  const errors = findings.filter(({ severity }) => severity === 'error')
  const [first] = errors
  if (!first) return undefined
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''
  return {
    code: 'workflow_invalid',
    message: `The workflow has errors: ${first.message}${more}`,
    hint: 'Open the workflow and mend what is marked; its triggers listen as soon as it is saved.',
  }
}

function problemInfo(error: unknown): TriggerProblemInfo {
  if (error instanceof TriggerProblem) return error.info
  const message = error instanceof ApiProblem || error instanceof Error ? error.message : String(error)
  return { code: 'trigger_failed', message, hint: 'It is tried again every 15 seconds.' }
}
