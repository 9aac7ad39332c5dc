export type { LogLevel, NodeContext, Source, Wake } from './context.ts'
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
export { type PortDeclaration, port } from './port.ts'
export { type NodeValues, preparer } from './prepare.ts'
export type {
  CacheService,
  ChatMessage,
  ChatRequest,
  ChatResponse,
  ChatRole,
  EvaluateLimits,
  ExpressionService,
  FileService,
  HttpRequest,
  HttpResponse,
  HttpService,
  LlmService,
  ModelInfo,
  NodeServices,
  RenderRequest,
  RunCodeRequest,
  RunCodeResult,
  SandboxService,
  TemplateService,
  ToolCall,
  Usage,
  WriteFileRequest,
} from './services.ts'
