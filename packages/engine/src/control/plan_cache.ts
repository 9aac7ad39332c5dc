import type { NodeRegistry } from '@llamanexus/node-sdk'
import type { Workflow } from '@llamanexus/workflow'
import { compilePlan } from '../plan/compile_plan.ts'
import type { Plan } from '../plan/plan_types.ts'

const CAPACITY = 200

/** Plans by workflow, version and last node; the ones used longest ago are forgotten. */
export function createPlanCache(nodes: NodeRegistry) {
  const plans = new Map<string, Plan>()
  return (workflow: Workflow, untilNode: string | null): Plan => {
    const key = `${workflow.id} ${workflow.version} ${workflow.updated_at} ${untilNode ?? ''}`
    const known = plans.get(key)
    const plan = known ?? compilePlan(workflow, nodes, { until_node: untilNode ?? undefined })
    plans.delete(key)
    plans.set(key, plan)
    const [oldest] = plans.keys()
    if (plans.size > CAPACITY && oldest !== undefined) plans.delete(oldest)
    return plan
  }
}
