export { createEngine } from './control/create_engine.ts'
export { DEFAULT_LIMITS } from './control/limits.ts'
export type {
  ControlResult,
  Engine,
  EngineLimits,
  EngineOptions,
  Redaction,
  SecretSource,
  StartRequest,
} from './engine_types.ts'
export { EngineError, type EngineErrorCode } from './errors.ts'
export { createFold, type FoldedRun, type FoldRequest, foldLog } from './fold/fold_log.ts'
export type { LogData, LogEntry, LogType } from './log.ts'
export { compilePlan, type PlanOptions } from './plan/compile_plan.ts'
export { includedNodes } from './plan/included_nodes.ts'
export type { InputPlan, Plan, PlanNode, PlanScope } from './plan/plan_types.ts'
export type {
  Clock,
  ExecutionRecord,
  ExecutionStatus,
  ExecutionUpdate,
  Journal,
  Observer,
  Signal,
  StoredSignal,
} from './ports.ts'
