import { randomBytes } from 'node:crypto'
import {
  type ApprovalAnswer,
  type ApprovalRequest,
  type ApprovalService,
  type ApprovalState,
  NodeError,
} from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import { misfitsOf } from '../functions/schema_check.ts'

interface Row {
  id: string
  status: 'open' | 'approved' | 'rejected' | 'expired' | 'cancelled'
  request: ApprovalRequest
  answer: ApprovalAnswer | null
}

/** Where approvals are kept. */
export interface ApprovalRows {
  add(approval: { id: string; token: string; request: ApprovalRequest }): Promise<Row>
  get(id: string): Promise<Row | undefined>
  decide(id: string, answer: ApprovalAnswer): Promise<{ approval: Row; is_first: boolean } | undefined>
  expire(id: string): Promise<Row | undefined>
}

export interface Decision {
  decision: 'approved' | 'rejected'
  comment?: string
  choice?: string
  data?: JsonValue
  by?: string
}

export type Outcome =
  | { kind: 'decided'; id: string; execution_id: string; signal: string; answer: ApprovalAnswer }
  /** Somebody was faster, or nobody needs an answer any more. */
  | { kind: 'refused'; status: Row['status']; answer: ApprovalAnswer | null }
  | { kind: 'invalid'; errors: { pointer: string; code: string; message: string }[] }
  | { kind: 'missing' }

export interface Approvals {
  /** What nodes ask with. */
  service: ApprovalService
  /** Decides, once; the caller brings the answer to the run. */
  decide(id: string, decision: Decision): Promise<Outcome>
  /** Told of each approval that was asked for, expired or decided. */
  watch(listener: (change: { id: string; execution_id: string; status: Row['status'] }) => void): () => void
}

export const signalOf = (id: string): string => `approval:${id}`

/** Questions to people: asked by nodes, answered over the API, each once. */
export function createApprovals({
  rows,
  now = Date.now,
}: {
  rows: ApprovalRows
  now?: () => number
}): Approvals {
  const listeners = new Set<Parameters<Approvals['watch']>[0]>()
  return { service: { request, read, expire }, decide, watch }

  async function request(asked: ApprovalRequest) {
    const id = `apr_${randomBytes(12).toString('base64url')}`
    const row = await rows.add({ id, token: randomBytes(32).toString('base64url'), request: asked })
    if (row.id === id) tell(row)
    return { id: row.id, signal: signalOf(row.id), expires_at: row.request.expires_at ?? null }
  }

  async function read(id: string): Promise<ApprovalState> {
    return stateOf(await rows.get(id), id)
  }

  async function expire(id: string): Promise<ApprovalState> {
    const row = await rows.expire(id)
    if (row) tell(row)
    return stateOf(row, id)
  }

  async function decide(id: string, decision: Decision): Promise<Outcome> {
    const row = await rows.get(id)
    if (!row) return { kind: 'missing' }
    if (row.status !== 'open') return { kind: 'refused', status: row.status, answer: row.answer }
    const errors = decision.decision === 'approved' ? misfits(row.request, decision) : []
    if (errors.length > 0) return { kind: 'invalid', errors }
    const answer = answerOf(decision, new Date(now()).toISOString())
    const decided = await rows.decide(id, answer)
    if (!decided) return { kind: 'missing' }
    const { approval, is_first } = decided
    if (!is_first) return { kind: 'refused', status: approval.status, answer: approval.answer }
    tell(approval)
    return { kind: 'decided', id, execution_id: approval.request.execution_id, signal: signalOf(id), answer }
  }

  function watch(listener: Parameters<Approvals['watch']>[0]): () => void {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }

  function tell({ id, status, request: { execution_id } }: Row): void {
    for (const listener of listeners) listener({ id, execution_id, status })
  }
}

function stateOf(row: Row | undefined, id: string): ApprovalState {
  if (row) return { status: row.status, answer: row.answer }
  throw new NodeError('approval_missing', `There is no approval "${id}"`, { retryable: false })
}

const answerOf = ({ decision, comment, choice, data, by }: Decision, at: string): ApprovalAnswer => ({
  decision,
  comment: comment ?? '',
  data: data ?? null,
  choice: choice ?? null,
  by: by?.trim() || 'somebody',
  at,
})

/** An approval carries what was asked for; a rejection needs nothing. */
function misfits({ choices = [], form }: ApprovalRequest, { choice, data }: Decision) {
  const errors: { pointer: string; code: string; message: string }[] = []
  if (choices.length > 0 && (choice === undefined || !choices.includes(choice)))
    errors.push({
      pointer: '/choice',
      code: 'choice_invalid',
      message: `Pick one of: ${choices.join(', ')}`,
    })
  for (const { path, message } of form ? misfitsOf(form, data ?? emptyOf(form)) : [])
    errors.push({
      pointer: `/data${path && `/${path.replaceAll('.', '/')}`}`,
      code: 'data_invalid',
      message: `${path || 'data'} ${message}`,
    })
  return errors
}

/** What is missing is named field by field. */
const emptyOf = (form: JsonObject): JsonValue => (form['type'] === 'object' ? {} : null)
