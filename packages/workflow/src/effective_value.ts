import type { JsonValue, WorkflowNode } from './document.ts'

/** The typed value of a name that may be both port and config field: the one under `inputs` wins. */
export function effectiveValue(node: WorkflowNode, name: string): JsonValue | undefined {
  if (node.inputs && Object.hasOwn(node.inputs, name)) return node.inputs[name]
  return Object.hasOwn(node.config, name) ? node.config[name] : undefined
}
