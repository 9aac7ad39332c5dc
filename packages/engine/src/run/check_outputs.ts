import { NodeError } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import type { PlanNode } from '../plan/plan_types.ts'
import { jsonBytes } from './json_bytes.ts'

/**
 * The live outputs of what an executor returned, with about how many bytes of JSON they are. Throws `NodeError`
 * `output_invalid` that names the port where a value is not JSON or not of the port's type, `output_too_large` past
 * the limit. Null is accepted everywhere: it is what `on_error: continue` gives.
 */
export function checkOutputs(
  node: PlanNode,
  returned: Readonly<Record<string, JsonValue | undefined>>,
  maxBytes: number,
): { outputs: JsonObject; bytes: number } {
  if (typeof returned !== 'object' || returned === null) throw invalid(node, 'outputs', 'is not an object')
  let bytes = 2
  const outputs: JsonObject = {}
  for (const port of Object.keys(returned)) {
    const value = returned[port]
    if (value === undefined) continue
    const size = jsonBytes(value)
    if (typeof size === 'string') throw invalid(node, port, size)
    bytes += size + port.length + 4
    outputs[port] = value
  }
  if (bytes > maxBytes) throw tooLarge(bytes, maxBytes)
  for (const { id, type, type_when } of node.outputs) {
    const value = outputs[id]
    if (type === 'any' || type_when || value === undefined || value === null || node.is_trigger) continue
    const given = Array.isArray(value) ? 'array' : typeof value
    if (given !== type) throw invalid(node, id, `should be of type ${type} but is of type ${given}`)
  }
  return { outputs, bytes }
}

function invalid(node: PlanNode, field: string, what: string): NodeError {
  return new NodeError('output_invalid', `Output "${field}" of ${node.node.type} ${what}`, {
    field,
    retryable: false,
    hint: 'This is a fault of the node type; tell whoever made it.',
  })
}

function tooLarge(bytes: number, max: number): NodeError {
  return new NodeError('output_too_large', `The outputs take ${bytes} bytes; at most ${max} are allowed`, {
    retryable: false,
    hint: 'Ask for less at once, or raise the limit.',
  })
}
