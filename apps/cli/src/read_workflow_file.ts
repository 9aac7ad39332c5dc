import { randomUUID } from 'node:crypto'
import { parseWorkflow, type WorkflowFile } from '@llamanexus/workflow'
import { CliError } from './cli_error.ts'
import { findingLine } from './finding_line.ts'
import { readTextFile } from './read_text_file.ts'
import { templateIn } from './template_in.ts'

export const newWorkflowId = (): string => `wf_${Date.now().toString(36)}${randomUUID().slice(-12)}`

/**
 * A JSON or YAML file as a workflow; of a template, its document with its parameters' defaults. Throws `CliError` with
 * all findings where it is none.
 */
export const readWorkflowFile = (file: string): WorkflowFile => readWorkflowText(readTextFile(file), file)

/** The same of a text; `file` is what it is called in messages. */
export const readWorkflowText = (text: string, file: string): WorkflowFile => {
  const template = templateIn(text)
  const document = template ? JSON.stringify(template) : text
  const { workflow, findings } = parseWorkflow(document, undefined, { makeId: newWorkflowId })
  if (workflow) return workflow
  throw new CliError(findings.map((finding) => findingLine(file, finding)).join('\n'))
}

/** A template may name the server that it is used on. */
export const onServer = (workflow: WorkflowFile, url: string): WorkflowFile =>
  JSON.parse(JSON.stringify(workflow).replaceAll('{server_url}', url)) as WorkflowFile
