import type { DatabaseSync } from 'node:sqlite'
import type { ApprovalAnswer, ApprovalQuestion } from '@llamanexus/contract'
import type { ApprovalQuery, ApprovalRow, ApprovalStore } from '../types.ts'
import { likeAnywhere } from './like.ts'
import { storeErrorOf } from './store_error_of.ts'
import { transaction } from './transaction.ts'

interface Row {
  id: string
  token: string
  status: ApprovalRow['status']
  request: string
  requested_at: string
  answer: string | null
  workflow_name: string | null
}

const FROM = 'FROM approvals AS a LEFT JOIN workflows AS w ON w.id = a.workflow_id'
const SELECT = `SELECT a.id, a.token, a.status, a.request, a.requested_at, a.answer, w.name AS workflow_name ${FROM}`

/** Approvals on SQLite. Each change is one statement on the one connection, so that the first answer is the only one. */
export const createApprovalStore = (db: DatabaseSync, file: string, clock: () => number): ApprovalStore => {
  const byId = db.prepare(`${SELECT} WHERE a.id = ?`)
  const byToken = db.prepare(`${SELECT} WHERE a.token = ?`)
  const byKey = db.prepare(
    `${SELECT} WHERE a.execution_id = ? AND a.path = ? AND a.key = ? AND a.status IN ('open', 'approved', 'rejected')
     ORDER BY a.n DESC LIMIT 1`,
  )
  const insert = db.prepare(
    `INSERT INTO approvals (id, token, execution_id, workflow_id, path, key, status, title, message, assignee, request,
       requested_at, expires_at, told) VALUES (?, ?, ?, ?, ?, ?, 'open', ?, ?, ?, ?, ?, ?, 1)`,
  )
  const decide = db.prepare(
    `UPDATE approvals SET status = ?, answer = ?, told = 0 WHERE id = ? AND status = 'open'`,
  )
  const expire = db.prepare(`UPDATE approvals SET status = 'expired' WHERE id = ? AND status = 'open'`)
  const close = db.prepare(
    `UPDATE approvals SET status = 'cancelled' WHERE execution_id = ? AND (? IS NULL OR path = ?) AND status = 'open'
     RETURNING id`,
  )
  const forget = db.prepare(
    `UPDATE approvals SET key = key || '#' || n WHERE execution_id = ? AND path = ? AND status <> 'open'`,
  )
  const tell = db.prepare('UPDATE approvals SET told = 1 WHERE id = ?')
  const untold = db.prepare(`${SELECT} WHERE a.told = 0 ORDER BY a.n`)
  const runsWithOpen = db.prepare(`SELECT DISTINCT execution_id AS id FROM approvals WHERE status = 'open'`)
  const open = db.prepare(`SELECT count(*) AS total FROM approvals WHERE status = 'open'`)

  const guarded = async <T>(work: () => T): Promise<T> => {
    try {
      return work()
    } catch (error) {
      throw storeErrorOf(error, file)
    }
  }
  const find = (id: string) => rowOf(byId.get(id))
  const sameQuestion = (request: ApprovalQuestion): ApprovalRow | undefined => {
    const found = rowOf(byKey.get(request.execution_id, request.path, request.key))
    return found && question(found.request) === question(request) ? found : undefined
  }

  return {
    add: ({ id, token, request }) =>
      guarded(() => {
        const known = sameQuestion(request)
        if (known) return known
        const { execution_id, workflow_id, path, key, title, message, assignee = null, expires_at } = request
        const where = [id, token, execution_id, workflow_id, path, key] as const
        const at = new Date(clock()).toISOString()
        const json = JSON.stringify(request)
        insert.run(...where, title, message, assignee, json, at, expires_at ?? null)
        return find(id) as ApprovalRow
      }),
    get: async (id) => find(id),
    byToken: async (token) => rowOf(byToken.get(token)),
    decide: (id, answer) =>
      guarded(() => {
        const isFirst = decide.run(answer.decision, JSON.stringify(answer), id).changes > 0
        const approval = find(id)
        return approval && { approval, is_first: isFirst }
      }),
    expire: (id) =>
      guarded(() => {
        expire.run(id)
        return find(id)
      }),
    close: ({ execution_id, path = null }) =>
      guarded(() =>
        transaction(db, () => {
          const closed = close.all(execution_id, path, path) as { id: string }[]
          // What was answered in a try that failed is asked again in the next one.
          if (path !== null) forget.run(execution_id, path)
          return closed.map(({ id }) => id)
        }),
      ),
    told: (id) => guarded(() => void tell.run(id)),
    untold: async () => untold.all().flatMap((row) => rowOf(row) ?? []),
    runsWithOpen: async () => (runsWithOpen.all() as { id: string }[]).map(({ id }) => id),
    countOpen: async () => (open.get() as { total: number }).total,
    list: (query) =>
      guarded(() => {
        const { where, values } = conditionsOf(query)
        const { limit, offset, status = 'open' } = query
        const order = status === 'open' ? 'a.n' : 'a.n DESC'
        const rows = db.prepare(`${SELECT} WHERE ${where} ORDER BY ${order} LIMIT ? OFFSET ?`)
        const count = db.prepare(`SELECT count(*) AS total ${FROM} WHERE ${where}`)
        const { total } = count.get(...values) as { total: number }
        const items = rows.all(...values, limit, offset).flatMap((row) => rowOf(row) ?? [])
        return { items, total, limit, offset }
      }),
  }
}

function conditionsOf(query: ApprovalQuery): { where: string; values: string[] } {
  const { status = 'open', workflow_id, execution_id, assignee, search } = query
  const like = search ? likeAnywhere(search) : undefined
  const conditions: [string, string[]][] = []
  if (status !== 'any') conditions.push(['a.status = ?', [status]])
  if (workflow_id !== undefined) conditions.push(['a.workflow_id = ?', [workflow_id]])
  if (execution_id !== undefined) conditions.push(['a.execution_id = ?', [execution_id]])
  if (assignee !== undefined) conditions.push(['a.assignee = ?', [assignee]])
  if (like !== undefined)
    conditions.push([
      String.raw`(a.title LIKE ? ESCAPE '\' OR a.message LIKE ? ESCAPE '\' OR w.name LIKE ? ESCAPE '\')`,
      [like, like, like],
    ])
  return {
    where: conditions.map(([condition]) => condition).join(' AND ') || '1',
    values: conditions.flatMap(([, values]) => values),
  }
}

/** What a person sees of it: asked again with other words or arguments, it is another question. */
const question = ({ title, message, details, choices, form }: ApprovalQuestion): string =>
  JSON.stringify([title, message, details ?? null, choices ?? [], form ?? null])

const rowOf = (found: unknown): ApprovalRow | undefined => {
  if (!found) return undefined
  const { request, answer, ...row } = found as Row
  return {
    ...row,
    request: JSON.parse(request) as ApprovalQuestion,
    answer: answer === null ? null : (JSON.parse(answer) as ApprovalAnswer),
  }
}
