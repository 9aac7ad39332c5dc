import type { JsonValue, WorkflowNode } from '@llamanexus/workflow'

/** The node with the value at a JSON pointer replaced; `undefined` takes it out, and what becomes empty under `inputs` goes too. */
export const withValue = (
  node: WorkflowNode,
  pointer: string,
  value: JsonValue | undefined,
): WorkflowNode => {
  const keys = pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
  // A node is JSON with known keys; the pointer comes from its own form.
  const changed = put(node as unknown as JsonValue, keys, value) as unknown as WorkflowNode
  if (changed.inputs && Object.keys(changed.inputs).length === 0) {
    const { inputs: _, ...rest } = changed
    return rest
  }
  return changed
}

const put = (
  holder: JsonValue | undefined,
  keys: readonly string[],
  value: JsonValue | undefined,
): JsonValue => {
  const [key, ...rest] = keys
  if (key === undefined) return value ?? null
  if (Array.isArray(holder)) {
    const copy = [...holder]
    copy[Number(key)] = put(copy[Number(key)], rest, value)
    return copy
  }
  const copy = typeof holder === 'object' && holder !== null ? { ...holder } : {}
  if (rest.length === 0 && value === undefined) delete copy[key]
  else copy[key] = put(copy[key], rest, value)
  return copy
}
