export type {
  EventType,
  ExecutionError,
  NodeExecution,
  NodeStatus,
  NodeStep,
} from '@llamanexus/workflow'
export type {
  Approval,
  ApprovalAnswer,
  ApprovalDecision,
  ApprovalQuestion,
  ApprovalStatus,
} from './approval_schemas.ts'
export { ApiError, type Call, type ClientOptions, createClient, type Problem } from './client.ts'
export type {
  Credential,
  CredentialChange,
  CredentialDraft,
  CredentialTrial,
  CredentialTypeInfo,
} from './credential_schemas.ts'
export type { ClientMessage, ExecutionEvent, ServerMessage } from './events.ts'
export { type Execution, type ExecutionStatus, type ExecutionSummary } from './execution_schemas.ts'
export type { FileEntry } from './file_routes.ts'
export { type BroughtFunctions, broughtFunctions, functionHeaders } from './function_headers.ts'
export type { FunctionDraft, FunctionTry, WorkspaceFunction } from './function_schemas.ts'
export type {
  DocumentUpload,
  IndexingJob,
  KnowledgeChunk,
  KnowledgeCollection,
  KnowledgeDocument,
  KnowledgeHit,
  KnowledgePlace,
  KnowledgeSearch,
  PlaceCheck,
} from './knowledge_schemas.ts'
export type {
  ModelProvider,
  ModelSummary,
  PriceRow,
  ProviderDraft,
  ProviderKind,
  ProviderTrial,
  ShippedPrice,
  TokenPrice,
} from './model_schemas.ts'
export type { Notification, NotificationPage } from './notification_schemas.ts'
export {
  type Body,
  type Method,
  type Params,
  type Query,
  type Reply,
  type Route,
  route,
  type SystemRoute,
} from './route.ts'
export { type RouteId, type Routes, routes } from './routes.ts'
export { Problem as ProblemSchema } from './schemas.ts'
export type { Share, ShareDraft, SharedWorkflow } from './share_schemas.ts'
export { type Readiness, systemRoutes } from './system_routes.ts'
export type {
  Schedule,
  ScheduleDraft,
  SchedulePreview,
  TriggerDetail,
  TriggerProblem,
  TriggerState,
} from './trigger_schemas.ts'
export {
  type TemplateInfo,
  type VersionDiff,
  type VersionSummary,
  type WorkflowSummary,
} from './workflow_schemas.ts'
