export { amendError } from './amend_error.ts'
export type { LogLevel, NodeContext, Source, StepOptions, Wake } from './context.ts'
export {
  defineNode,
  type ExecuteArgs,
  type InputValues,
  type NodeDefinition,
  type NodeRegistry,
  type NodeResult,
  type NodeType,
  type OutputValues,
  type Suspension,
} from './define_node.ts'
export { NodeError, type NodeErrorOptions } from './errors.ts'
export type {
  CacheService,
  EvaluateLimits,
  ExpressionService,
  HttpRequest,
  HttpResponse,
  HttpService,
  NodeServices,
  RenderRequest,
  RunCodeRequest,
  RunCodeResult,
  SandboxService,
  SandboxWall,
  TemplateService,
} from './node_services.ts'
export { type PortDeclaration, port } from './port.ts'
export { type NodeValues, preparer } from './prepare.ts'
export type {
  ApprovalAnswer,
  ApprovalRequest,
  ApprovalService,
  ApprovalState,
  ApprovalTicket,
} from './services/approval_service.ts'
export type {
  Authorization,
  CredentialService,
  CredentialType,
  CredentialUse,
  OpenCredential,
} from './services/credential_service.ts'
export type {
  DocumentChunk,
  DocumentFormat,
  DocumentService,
  DocumentSource,
  LoadedDocument,
  LoadFailure,
  LoadRequest,
  ParseRequest,
  SplitOptions,
} from './services/document_service.ts'
export type { EmbeddingService, EmbedRequest, EmbedResponse } from './services/embedding_service.ts'
export type {
  FileInfo,
  FileService,
  ListFilesRequest,
  ReadFileRequest,
  WriteFileRequest,
} from './services/file_service.ts'
export type {
  GraphEdge,
  GraphNode,
  GraphRequest,
  GraphResult,
  GraphService,
} from './services/graph_service.ts'
export type {
  ExploreRequest,
  GraphqlField,
  GraphqlOperation,
  GraphqlService,
} from './services/graphql_service.ts'

export type {
  CollectionInfo,
  KnowledgeDocument,
  KnowledgeService,
  KnowledgeStore,
  SearchHit,
  SearchMode,
  SearchRequest,
  StoreCheck,
} from './services/knowledge_service.ts'
export type {
  ChatMessage,
  ChatRequest,
  ChatResponse,
  ChatRole,
  CompletionRequest,
  CompletionResponse,
  FailedModel,
  LlmService,
  ModelInfo,
  ModelRequest,
  ModelStats,
  TokenPrice,
  ToolCall,
} from './services/llm_service.ts'
export type { Usage } from './services/llm_usage.ts'
export type { NoSqlRequest, NoSqlResult, NoSqlService } from './services/nosql_service.ts'
export type {
  MailOptions,
  NotifyChannel,
  NotifyLevel,
  NotifyRequest,
  NotifyResult,
  NotifyService,
} from './services/notify_service.ts'
export type {
  OpenApiCall,
  OpenApiDescription,
  OpenApiOperation,
  OpenApiService,
  OpenApiUse,
} from './services/openapi_service.ts'
export type { RerankRequest, RerankResponse, RerankService } from './services/rerank_service.ts'
export type { RunCommandRequest, RunCommandResult, ShellService } from './services/shell_service.ts'
export type { SqlRequest, SqlResult, SqlService } from './services/sql_service.ts'
export type {
  CallableWorkflow,
  CallContext,
  FunctionService,
  McpCallContext,
  McpConnection,
  McpResult,
  McpService,
  McpTool,
  RunCause,
  RunWorkflowRequest,
  ToolDescription,
  WorkflowOutcome,
  WorkflowService,
} from './services/tool_services.ts'
export type {
  WebSocketClosed,
  WebSocketConnection,
  WebSocketRequest,
  WebSocketService,
} from './services/websocket_service.ts'
export { addSpent, addUsage, NOTHING_SPENT, type Spent } from './spent.ts'
export { createTurns, type Turns, type TurnsOptions } from './turns.ts'
