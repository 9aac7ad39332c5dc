import { type Catalogue, type Finding, parseWorkflow, validateWorkflow } from '@llamanexus/workflow'
import { CliError } from '../cli_error.ts'
import type { Command } from '../command.ts'
import { type FindingLine, findingLine } from '../finding_line.ts'
import type { Io } from '../io.ts'
import { readTextFile } from '../read_text_file.ts'
import { newWorkflowId } from '../read_workflow_file.ts'
import { templateIn } from '../template_in.ts'

export const validateCommand: Command = {
  name: 'validate',
  operands: '<file or -…>',
  count: { min: 1, max: Number.POSITIVE_INFINITY },
  summary: 'Check workflow files; a line for each finding, exit 1 when one is an error',
  options: {},
  run: async ({ operands, io }) => {
    const { catalogue } = await import('@llamanexus/server/catalogue')
    let errors = 0
    for (const file of operands) {
      const named = file === '-' ? 'stdin' : file
      for (const finding of await findingsOfFile(file, io, catalogue)) {
        io.out(findingLine(named, finding))
        if (finding.severity === 'error') errors += 1
      }
    }
    return errors === 0 ? 0 : 1
  },
}

/** One that cannot be read is a finding too: the others are checked all the same. */
const findingsOfFile = async (
  file: string,
  io: Io,
  catalogue: Catalogue,
): Promise<readonly FindingLine[]> => {
  let text: string
  try {
    text = file === '-' ? await io.stdin() : readTextFile(file)
  } catch (error) {
    if (!(error instanceof CliError)) throw error
    return [{ severity: 'error', code: 'file_unreadable', message: error.message, pointer: '' }]
  }
  return findingsIn(text, catalogue)
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
