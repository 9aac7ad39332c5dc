import type { Approval, ApprovalDecision } from '@llamanexus/contract'
import { type Engine, EngineError, type LogEntry } from '@llamanexus/engine'
import type { Approvals } from '@llamanexus/services/approvals'
import type { ApprovalQuery, ApprovalRow, Page, Store } from '@llamanexus/store'
import { ApiProblem } from '../problems/api_problem.ts'
import type { Hub } from '../realtime/hub.ts'

export interface ApprovalChange {
  id: string
  status: string
  /** How many wait now. */
  open: number
}

/** Where people answer what runs ask. */
export interface ApprovalDesk {
  list(query: ApprovalQuery): Promise<Page<Approval>>
  /** Throws `approval_not_found`. */
  get(id: string): Promise<Approval>
  /** The approval that a link stands for; undefined where there is none. */
  byToken(token: string): Promise<Approval | undefined>
  /** Decides, and brings the answer to the run. Throws `approval_not_found`, `approval_decided`, `approval_closed`, `approval_invalid`. */
  decide(id: string, decision: ApprovalDecision): Promise<Approval>
  watch(listener: (change: ApprovalChange) => void): () => void
  /** Closes what nobody waits for any more, and watches the rest; call once at start, before runs go on. */
  open(): Promise<void>
  /** Brings the answers that a former process did not; call once, after runs go on. */
  deliver(): Promise<void>
}

export interface ApprovalDeskOptions {
  store: Pick<Store, 'approvals' | 'executions'>
  approvals: Approvals
  engine: Engine
  hub: Hub
}

export function createApprovalDesk({ store, approvals, engine, hub }: ApprovalDeskOptions): ApprovalDesk {
  const rows = store.approvals
  /** Runs with open questions, so that the end of any other node costs nothing. */
  const asking = new Set<string>()
  const listeners = new Set<(change: ApprovalChange) => void>()
  approvals.watch(({ id, execution_id, status }) => {
    if (status === 'open') asking.add(execution_id)
    void changed(id, status)
  })
  hub.watchAll((entries, executionId) => {
    if (asking.has(executionId)) for (const entry of entries) closeAfter(entry)
  })

  return {
    async list(query) {
      const { items, ...page } = await rows.list(query)
      return { items: items.map(toApproval), ...page }
    },
    get: async (id) => toApproval(found(await rows.get(id))),
    async byToken(token) {
      const row = await rows.byToken(token)
      return row && toApproval(row)
    },
    decide,
    watch(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async open() {
      for (const execution_id of await rows.runsWithOpen()) {
        const record = await store.executions.record(execution_id)
        if (record && record.completed_at === null) asking.add(execution_id)
        else await close({ execution_id })
      }
    },
    async deliver() {
      for (const row of await rows.untold()) await bring(row)
    },
  }

  async function decide(id: string, decision: ApprovalDecision): Promise<Approval> {
    const outcome = await approvals.decide(id, decision)
    switch (outcome.kind) {
      case 'missing':
        throw new ApiProblem('approval_not_found')
      case 'invalid':
        throw new ApiProblem('approval_invalid', {
          detail: outcome.errors[0]?.message,
          errors: outcome.errors,
        })
      case 'refused': {
        const { answer, status } = outcome
        if (!answer) throw new ApiProblem('approval_closed', { detail: closedBecause[status] })
        const detail = `It was ${answer.decision} by ${answer.by} at ${answer.at}.`
        throw new ApiProblem('approval_decided', { detail })
      }
      case 'decided':
        await bring(found(await rows.get(id)))
        return toApproval(found(await rows.get(id)))
    }
  }

  /** A signal that arrives twice does no harm: nobody waits for it a second time. */
  async function bring({ id, request, answer }: ApprovalRow): Promise<void> {
    try {
      if (answer) await engine.signal(request.execution_id, `approval:${id}`, { ...answer })
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
    }
    await rows.told(id)
  }

  function closeAfter({ type, execution_id, path }: LogEntry): void {
    if (endsRun.has(type)) {
      asking.delete(execution_id)
      void close({ execution_id })
    } else if (endsTry.has(type) && path !== undefined) void close({ execution_id, path })
  }

  async function close(of: { execution_id: string; path?: string }): Promise<void> {
    for (const id of await rows.close(of)) await changed(id, 'cancelled')
  }

  async function changed(id: string, status: string): Promise<void> {
    if (listeners.size === 0) return
    const open = await rows.countOpen()
    for (const listener of listeners) listener({ id, status, open })
  }
}

const endsRun: ReadonlySet<string> = new Set([
  'execution_completed',
  'execution_failed',
  'execution_cancelled',
])
const endsTry: ReadonlySet<string> = new Set([
  'node_completed',
  'node_failed',
  'node_skipped',
  'node_retrying',
])

const closedBecause: Record<string, string> = {
  expired: 'Its time is over.',
  cancelled: 'The run does not wait for it any more.',
}

function found(row: ApprovalRow | undefined): ApprovalRow {
  if (!row) throw new ApiProblem('approval_not_found')
  return row
}

const toApproval = ({ request, answer, token, ...row }: ApprovalRow): Approval => {
  const { execution_id, workflow_id, node_id, path, kind, title, message, expires_at } = request
  return {
    id: row.id,
    execution_id,
    workflow_id,
    workflow_name: row.workflow_name,
    node_id,
    path,
    kind,
    status: row.status,
    title,
    message,
    assignee: request.assignee ?? null,
    choices: [...(request.choices ?? [])],
    form: request.form ?? null,
    details: request.details ?? null,
    requested_at: row.requested_at,
    expires_at: expires_at === undefined ? null : new Date(expires_at).toISOString(),
    decided_at: answer?.at ?? null,
    decided_by: answer?.by ?? null,
    comment: answer?.comment ?? '',
    choice: answer?.choice ?? null,
    data: answer?.data ?? null,
    link: `/approve/${token}`,
  }
}
