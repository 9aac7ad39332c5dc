import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import type { CompiledExpression } from '../plan/compile_value.ts'
import type { Plan } from '../plan/plan_types.ts'
import type { ExecutionRecord } from '../ports.ts'
import type { RunFrame } from './task.ts'

export interface ScopeSource {
  plan: Plan
  record: ExecutionRecord
  now: () => number
}

/** The scope of an expression: only the names that it uses. */
export function scopeFor(
  source: ScopeSource,
  frame: RunFrame,
  inputs: JsonObject,
  expression: Pick<CompiledExpression, 'roots' | 'nodes'>,
): JsonObject {
  const scope: JsonObject = {}
  for (const root of expression.roots) {
    const value = valueOf(root)
    if (value !== undefined) scope[root] = value
  }
  return scope

  function valueOf(root: string): JsonValue | undefined {
    const { plan, record } = source
    switch (root) {
      case 'inputs':
        return inputs
      case 'nodes':
        return nodesFor(plan, frame, expression.nodes)
      case 'trigger':
        return record.trigger_data
      case 'variables':
        return plan.workflow.variables
      case 'execution':
        return { id: record.id, workflow_id: record.workflow_id, started_at: record.started_at }
      case 'now':
        return new Date(source.now()).toISOString()
      default:
        return localFor(frame, root)
    }
  }
}

/** `item`, `index`, `state` …: of the nearest container around that has it. */
function localFor(frame: RunFrame, name: string): JsonValue | undefined {
  for (let at: RunFrame | undefined = frame; at; at = at.parent)
    if (Object.hasOwn(at.locals, name)) return at.locals[name]
  return undefined
}

function nodesFor(plan: Plan, frame: RunFrame, ids: readonly string[] | null): JsonObject {
  const wanted = ids ?? [...plan.nodes.keys()]
  return Object.fromEntries(wanted.map((id) => [id, outputsOf(plan, frame, id)]))
}

/** A node that was skipped, or is not in sight, has no ports. */
function outputsOf(plan: Plan, frame: RunFrame, id: string): JsonObject {
  const node = plan.nodes.get(id)
  if (!node) return {}
  for (let at: RunFrame | undefined = frame; at; at = at.parent) {
    if (at.host_node === node) return at.locals
    if (at.scope.nodes[node.slot] === node) return at.outputs[node.slot] ?? {}
  }
  return {}
}
