import type { Finding, JsonValue, Workflow } from '@llamanexus/workflow'
import { parseWorkflow, readWorkflow } from '@llamanexus/workflow'
import { newId } from './new_id.ts'
import { findingsProblem } from './problems/findings_problem.ts'

/** A document, and the functions that came with it, which are no part of it; unread, as they were posted. */
export interface PostedFile {
  workflow: Workflow
  functions: JsonValue | undefined
}

const options = { makeId: () => newId('wf') }

/** A posted value as a workflow. What is drawn half is fine; what is no document throws `document_invalid` with all findings. */
export const readDocument = (posted: unknown): Workflow => readPosted(posted).workflow

/** The same with the functions that it brings. */
export const readPosted = (posted: unknown): PostedFile => fileOf(readWorkflow(posted, options))

/** The same of JSON or YAML text. */
export const readPostedText = (text: string): PostedFile => fileOf(parseWorkflow(text, undefined, options))

function fileOf({ workflow, findings }: { workflow?: Workflow; findings: readonly Finding[] }): PostedFile {
  if (!workflow) throw findingsProblem('document_invalid', findings)
  const { functions, ...document } = workflow as Workflow & { functions?: JsonValue }
  return { workflow: document, functions }
}
