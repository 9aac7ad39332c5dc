import type { JsonValue } from '@llamanexus/workflow'
import type { Plan } from '../plan/plan_types.ts'
import type { RunFrame } from './task.ts'

/** The value itself where there is one unnamed output, an object by name (or id) otherwise; null when none was live. */
export function finalOutput(plan: Plan, root: RunFrame): JsonValue {
  const [only, ...others] = plan.outputs
  if (!only) return null
  const valueOf = (slot: number) => root.outputs[slot]?.['value']
  const nameOf = (config: { name?: JsonValue }) =>
    (typeof config.name === 'string' && config.name) || undefined
  if (others.length === 0 && nameOf(only.node.config) === undefined) return valueOf(only.slot) ?? null
  const named = plan.outputs.flatMap((node): [string, JsonValue][] => {
    const value = valueOf(node.slot)
    return value === undefined ? [] : [[nameOf(node.node.config) ?? node.id, value]]
  })
  return named.length > 0 ? Object.fromEntries(named) : null
}
