import type { Finding } from '@llamanexus/workflow'
import { ApiProblem, type ProblemItem } from './api_problem.ts'

/** A refusal that carries the errors among the findings, all of them. */
export function findingsProblem(
  code: 'document_invalid' | 'workflow_invalid',
  findings: readonly Finding[],
): ApiProblem {
  const errors = findings.filter((finding) => finding.severity === 'error').map(itemOf)
  return new ApiProblem(code, {
    detail: errors.length === 1 ? errors[0]?.message : `${errors.length} errors have to be settled first.`,
    errors,
  })
}

const itemOf = ({ pointer, code, message, node_id }: Finding): ProblemItem => ({
  pointer,
  code,
  message,
  ...(node_id !== undefined && { node_id }),
})
