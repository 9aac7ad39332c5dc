import type { NodeExecution } from './node_execution.ts'

/** A node that nothing has been recorded of yet. */
export const newNodeExecution = (nodeId: string, path: string): NodeExecution => ({
  node_id: nodeId,
  path,
  status: 'pending',
  started_at: null,
  completed_at: null,
  duration_ms: null,
  attempts: 0,
  inputs: {},
  outputs: {},
  error: null,
  reason: null,
  logs: [],
  steps: [],
})
