import type { Finding, Workflow } from '@llamanexus/workflow'
import { parseWorkflow, readWorkflow } from '@llamanexus/workflow'
import { newId } from './new_id.ts'
import { findingsProblem } from './problems/findings_problem.ts'

const options = { makeId: () => newId('wf') }

/** A posted value as a workflow. What is drawn half is fine; what is no document throws `document_invalid` with all findings. */
export function readDocument(posted: unknown): Workflow {
  return documentOf(readWorkflow(posted, options))
}

/** The same of JSON or YAML text. */
export function readDocumentText(text: string): Workflow {
  return documentOf(parseWorkflow(text, undefined, options))
}

function documentOf({ workflow, findings }: { workflow?: Workflow; findings: readonly Finding[] }): Workflow {
  if (!workflow) throw findingsProblem('document_invalid', findings)
  return workflow
}
