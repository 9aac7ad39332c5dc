import type { ExecutionError } from '@llamanexus/contract'
import type { ShownFinding } from './field_findings.ts'

/** What went wrong with a node in the run that is shown, as a finding about the field that the error names. */
export function runFinding(
  { code, message, hint, field }: Pick<ExecutionError, 'code' | 'message' | 'hint' | 'field'>,
  nodeId: string,
  pointers: readonly string[],
): ShownFinding {
  const pointer = [`/inputs/${field}`, `/config/${field}`].find((each) => pointers.includes(each))
  return {
    severity: 'error',
    code,
    message: `In this run: ${[message, hint].filter(Boolean).join(/[.!?]$/.test(message) ? ' ' : '. ')}`,
    pointer: pointer ?? '',
    node_id: nodeId,
  }
}
