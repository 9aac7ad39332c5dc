import type { Approval, ApprovalDecision } from '@llamanexus/contract'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import { ApiProblem } from '../problems/api_problem.ts'
import { type FormField, fieldsOf } from './form_fields.ts'

/** The decision in a posted form. Throws `approval_invalid`. */
export function readDecision({ form, choices }: Approval, posted: URLSearchParams): ApprovalDecision {
  const decision = posted.get('decision')
  if (decision !== 'approved' && decision !== 'rejected')
    throw new ApiProblem('approval_invalid', { detail: 'Approve or reject.' })
  const text = (name: string, longest: number) => (posted.get(name) ?? '').slice(0, longest)
  return {
    decision,
    by: text('by', 200),
    comment: text('comment', 10_000),
    ...(choices.length > 0 && decision === 'approved' && { choice: text('choice', 1_000) }),
    ...(form && decision === 'approved' && { data: dataOf(form, posted) }),
  }
}

function dataOf(form: JsonObject, posted: URLSearchParams): JsonValue {
  const fields = fieldsOf(form)
  if (!fields) return parsed(posted.get('data') ?? '')
  const entries = fields.flatMap((field) => {
    const value = valueOf(field, posted.get(`data.${field.name}`))
    return value === undefined ? [] : [[field.name, value] as const]
  })
  return Object.fromEntries(entries)
}

/** What is left empty is left out; what is no number stays text, and the schema says so. */
function valueOf({ kind, options }: FormField, text: string | null): JsonValue | undefined {
  if (kind === 'checkbox') return text !== null
  if (text === null || text === '') return undefined
  if (kind === 'select') return options.find((option) => String(option) === text) ?? text
  if (kind === 'number') return Number.isFinite(Number(text)) ? Number(text) : text
  return text
}

function parsed(text: string): JsonValue {
  try {
    return JSON.parse(text || 'null') as JsonValue
  } catch {
    throw new ApiProblem('approval_invalid', { detail: 'The data is no JSON.' })
  }
}
