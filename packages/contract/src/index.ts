export { ApiError, type Call, type ClientOptions, createClient, type Problem } from './client.ts'
export type { ClientMessage, EventType, ExecutionEvent, ServerMessage } from './events.ts'
export { type Body, type Method, type Params, type Query, type Reply, type Route, route } from './route.ts'
export { type RouteId, type Routes, routes } from './routes.ts'
export {
  type Execution,
  type ExecutionError,
  type ExecutionStatus,
  type ExecutionSummary,
  type NodeExecution,
  type NodeStatus,
  Problem as ProblemSchema,
  type TemplateInfo,
  type WorkflowSummary,
} from './schemas.ts'
