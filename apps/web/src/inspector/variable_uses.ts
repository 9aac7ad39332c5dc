import type { JsonValue, WorkflowNode } from '@llamanexus/workflow'

export type VariableKind = 'string' | 'number' | 'boolean' | 'json'

/** In how many fields of the workflow each variable is read. */
export const variableUses = (nodes: readonly WorkflowNode[]): Map<string, number> => {
  const uses = new Map<string, number>()
  for (const node of nodes)
    for (const text of textsIn([node.config, node.inputs ?? {}]))
      for (const name of new Set([...text.matchAll(reads)].map((match) => match[1] ?? match[2] ?? '')))
        uses.set(name, (uses.get(name) ?? 0) + 1)
  return uses
}

export const kindOfVariable = (value: JsonValue): VariableKind => {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return typeof value as VariableKind
  }
  return 'json'
}

/** The value as another kind, as much of it as that kind can hold. */
export const convertVariable = (value: JsonValue, kind: VariableKind): JsonValue => {
  switch (kind) {
    case 'string':
      return typeof value === 'string' ? value : JSON.stringify(value)
    case 'number':
      return Number(value) || 0
    case 'boolean':
      return value === true || value === 'true'
    case 'json':
      return fromText(value)
  }
}

const reads = /\bvariables(?:\??\.([\w$]+)|\[["']([^"']+)["']\])/g

const fromText = (value: JsonValue): JsonValue => {
  if (typeof value !== 'string') return { value }
  try {
    const parsed = JSON.parse(value) as JsonValue
    return typeof parsed === 'object' ? parsed : { value }
  } catch {
    return { value }
  }
}

const textsIn = (value: JsonValue): string[] => {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}
