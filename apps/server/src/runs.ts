import { createHash } from 'node:crypto'
import type { Engine, ExecutionRecord } from '@llamanexus/engine'
import type { Store } from '@llamanexus/store'
import {
  type Catalogue,
  type JsonValue,
  sampleTriggerData,
  type Workflow,
  type WorkflowNode,
} from '@llamanexus/workflow'
import type { Documents } from './documents.ts'
import { newId } from './new_id.ts'
import { ApiProblem } from './problems/api_problem.ts'

export interface RunRequest {
  workflow: Workflow
  /** Absent: the sample of the trigger it starts at. */
  data?: JsonValue
  trigger?: string
  until?: string
  source: string
  parent_id?: string
}

export interface StartedRun {
  id: string
  /** Settles when the run has ended; absent for a run that was started before under the same key. */
  finished: Promise<ExecutionRecord>
}

export interface Runs {
  /** Settles when the run is durable. Throws `workflow_invalid`, `trigger_unknown`, `node_unknown`, `queue_full`, `closing`. */
  start(request: RunRequest, id?: string): Promise<StartedRun>
  /** The same key and request answer with the same run, after a restart too. Throws `idempotency_mismatch`. */
  startOnce(key: string, request: RunRequest): Promise<StartedRun>
}

export function createRuns(options: {
  store: Pick<Store, 'executions' | 'idempotency'>
  engine: Engine
  documents: Documents
  catalogue: Catalogue
}): Runs {
  const { store, engine, documents, catalogue } = options
  /** Runs that have been promised to a key and are not durable yet. */
  const starting = new Map<string, Promise<StartedRun>>()

  const runs: Runs = {
    async start({ workflow, data, trigger, until, source, parent_id }, id = newId('run')) {
      assertNode(workflow.nodes, until, { name: 'until', code: 'node_unknown' })
      documents.assertRunnable(workflow, until)
      assertNode(workflow.nodes, trigger, {
        name: 'trigger',
        code: 'trigger_unknown',
        isMeant: ({ type }) => catalogue.get(type)?.role === 'trigger',
      })
      const { started, finished } = engine.start({
        execution_id: id,
        workflow,
        trigger_node: trigger ?? manualTrigger(workflow),
        trigger_data: data ?? sampleOf(workflow, trigger ?? manualTrigger(workflow)),
        until_node: until,
        source,
        parent_id,
      })
      // Whoever does not wait for the end must not be surprised by its failing.
      finished.catch(() => undefined)
      await started
      return { id, finished }
    },

    async startOnce(key, request) {
      const scope = `execute:${request.workflow.id}`
      const mine = { execution_id: newId('run'), fingerprint: fingerprintOf(request) }
      const first = (await store.idempotency.remember(scope, key, mine)) as typeof mine
      if (first.fingerprint !== mine.fingerprint) throw new ApiProblem('idempotency_mismatch')
      const id = first.execution_id
      const pending = starting.get(id)
      if (pending) return pending
      // A process that died between the two steps left the key without its run: it is started now, under the same id.
      const begun = begin(id, request)
      starting.set(id, begun)
      try {
        return await begun
      } finally {
        starting.delete(id)
      }
    },
  }
  return runs

  function sampleOf({ nodes }: Workflow, trigger: string | undefined): JsonValue {
    const node = trigger
      ? nodes.find(({ id }) => id === trigger)
      : nodes.find(({ type, policy }) => catalogue.get(type)?.role === 'trigger' && !policy?.disabled)
    return node ? sampleTriggerData(node, catalogue.get(node.type), new Date()) : {}
  }

  async function begin(id: string, request: RunRequest): Promise<StartedRun> {
    if (await store.executions.record(id)) return { id, finished: engine.finished(id) }
    return runs.start(request, id)
  }
}

interface NamedNode {
  /** Of the parameter that names it. */
  name: string
  code: 'node_unknown' | 'trigger_unknown'
  /** Nodes that could have been named; default: all. */
  isMeant?: (node: WorkflowNode) => boolean
}

function assertNode(
  nodes: readonly WorkflowNode[],
  id: string | undefined,
  { name, code, isMeant = () => true }: NamedNode,
): void {
  if (id === undefined || nodes.some((node) => node.id === id)) return
  const meant = nodes.filter(isMeant).map((node) => node.id)
  const listed = `${meant.slice(0, MOST_NAMED).join(', ')}${meant.length > MOST_NAMED ? ', …' : ''}`
  const message = `The workflow has no node "${id}".${listed && ` Give one of ${listed}.`}`
  throw new ApiProblem(code, { detail: message, errors: [{ pointer: `/query/${name}`, code, message }] })
}

const MOST_NAMED = 10

/** Who calls by hand or over the API means the trigger for that, where there is one. */
const manualTrigger = ({ nodes }: Workflow): string | undefined =>
  nodes.find(({ type, policy }) => type === 'manual_trigger' && !policy?.disabled)?.id

/** What makes two requests the same one; the newest version may change between a call and its repetition. */
const fingerprintOf = ({ data, trigger, until }: RunRequest): string =>
  createHash('sha256')
    .update(JSON.stringify([data ?? null, trigger ?? null, until ?? null]))
    .digest('base64url')
