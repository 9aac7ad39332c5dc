import { Database } from 'lucide-react'
import { useNodeExecution } from '../api/queries.ts'
import { NodeResult } from '../runs/node_result.tsx'
import { useNodeRun, useRun } from '../runs/run_context.tsx'
import { EmptyState } from '../ui/empty_state.tsx'
import { useInspectorScope } from './scope_context.tsx'

/** What the node was given and what it gave in the run that is shown. */
export const DataTab = ({ nodeId }: { nodeId: string }) => {
  const run = useNodeRun(nodeId)
  const executionId = useRun((state) => state.header?.id)
  const isSettled = run !== undefined && run.status !== 'running' && run.status !== 'pending'
  const { data } = useNodeExecution(executionId, run?.path, isSettled)
  const steps = useRun(({ records }) => records?.by_path.get(run?.path ?? '')?.steps)
  const { choosePath } = useInspectorScope()
  if (!run) {
    return (
      <EmptyState icon={Database} title="No data yet">
        Run the workflow, or open one of its runs. What goes into this node and what comes out of it shows
        here.
      </EmptyState>
    )
  }
  return (
    <NodeResult
      run={run}
      inputs={data?.inputs}
      outputs={data?.outputs ?? run.outputs}
      logs={data?.logs ?? []}
      steps={steps ?? data?.steps ?? []}
      outputPath={`nodes.${nodeId}`}
      onChoose={choosePath}
    />
  )
}
