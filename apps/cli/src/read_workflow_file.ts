import { randomUUID } from 'node:crypto'
import { parseWorkflow, type Workflow } from '@llamanexus/workflow'
import { CliError } from './cli_error.ts'
import { findingLine } from './finding_line.ts'
import { readTextFile } from './read_text_file.ts'

export const newWorkflowId = (): string => `wf_${Date.now().toString(36)}${randomUUID().slice(-12)}`

/** A JSON or YAML file as a workflow. Throws `CliError` with all findings where it is none. */
export const readWorkflowFile = (file: string): Workflow => {
  const { workflow, findings } = parseWorkflow(readTextFile(file), undefined, { makeId: newWorkflowId })
  if (workflow) return workflow
  throw new CliError(findings.map((finding) => findingLine(file, finding)).join('\n'))
}
