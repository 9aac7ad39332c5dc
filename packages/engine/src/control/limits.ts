import type { EngineLimits } from '../engine_types.ts'

export const DEFAULT_LIMITS: EngineLimits = {
  max_runs: 256,
  max_nodes: 64,
  max_queued_runs: 10_000,
  max_queued_bytes: 256 * 2 ** 20,
  max_node_executions: 1_000_000,
  max_output_bytes: 64 * 2 ** 20,
  park_after_ms: 5_000,
}
