import { routes } from '@llamanexus/contract'
import type { JsonValue } from '@llamanexus/workflow'
import { useQueryClient } from '@tanstack/react-query'
import { useApi } from '../../api/api_context.tsx'
import { nodeTypesQuery } from '../../api/queries.ts'
import { sampleData, triggersOf } from '../../runs/trigger_data.ts'

/** Reads what a run by hand of a workflow would start with: its first trigger, and that one's sample. */
export const useSampleData = () => {
  const { call } = useApi()
  const queries = useQueryClient()
  return async (id: string): Promise<{ trigger?: string; data: JsonValue }> => {
    const [workflow, catalogue] = await Promise.all([
      call(routes.getWorkflow, { params: { id } }),
      queries.ensureQueryData(nodeTypesQuery(call)),
    ])
    const [trigger] = triggersOf(workflow.nodes, catalogue)
    return { data: sampleData(trigger, catalogue), ...(trigger ? { trigger: trigger.id } : {}) }
  }
}
