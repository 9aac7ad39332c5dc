import { type Catalogue, type Finding, parseWorkflow, validateWorkflow } from '@llamanexus/workflow'
import type { Command } from '../command.ts'
import { findingLine } from '../finding_line.ts'
import { readTextFile } from '../read_text_file.ts'
import { newWorkflowId } from '../read_workflow_file.ts'
import { templateIn } from '../template_in.ts'

export const validateCommand: Command = {
  name: 'validate',
  operands: '<file…>',
  count: { min: 1, max: Number.POSITIVE_INFINITY },
  summary: 'Check workflow files; a line for each finding, exit 1 when one is an error',
  options: {},
  run: async ({ operands, io }) => {
    const texts = operands.map((file) => ({ file, text: readTextFile(file) }))
    const { catalogue } = await import('@llamanexus/server/catalogue')
    let errors = 0
    for (const { file, text } of texts) {
      for (const finding of findingsIn(text, catalogue)) {
        io.out(findingLine(file, finding))
        if (finding.severity === 'error') errors += 1
      }
    }
    return errors === 0 ? 0 : 1
  },
}

/** In a template the document is a part of the file, and the pointers say so. */
const findingsIn = (text: string, catalogue: Catalogue): readonly Finding[] => {
  const template = templateIn(text)
  if (!template) return findingsOf(text, catalogue)
  const findings = findingsOf(JSON.stringify(template), catalogue)
  return findings.map((finding) => ({ ...finding, pointer: `/workflow${finding.pointer}` }))
}

const findingsOf = (text: string, catalogue: Catalogue): readonly Finding[] => {
  const { workflow, findings } = parseWorkflow(text, undefined, { makeId: newWorkflowId })
  return workflow ? [...findings, ...validateWorkflow(workflow, catalogue)] : findings
}
