import type { ExecutionError } from '@llamanexus/contract'
import { pointerGet, type WorkflowNode } from '@llamanexus/workflow'
import type { ShownFinding } from './field_findings.ts'

/** What went wrong with a node in the run that is shown, as a finding about the field that the error names. */
export function runFinding(
  { code, message, hint, field }: Pick<ExecutionError, 'code' | 'message' | 'hint' | 'field'>,
  node: WorkflowNode,
  pointers: readonly string[],
): ShownFinding {
  // Where a name is both port and configuration, the one that was filled in is meant.
  const places = [`/inputs/${field}`, `/config/${field}`].filter((each) => pointers.includes(each))
  const pointer = places.find((each) => pointerGet(node, each) !== undefined) ?? places[0]
  return {
    severity: 'error',
    code,
    message: `In this run: ${[message, hint].filter(Boolean).join(/[.!?]$/.test(message) ? ' ' : '. ')}`,
    pointer: pointer ?? '',
    node_id: node.id,
  }
}
