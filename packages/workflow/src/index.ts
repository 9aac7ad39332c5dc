export type {
  Annotation,
  Connection,
  JsonObject,
  JsonValue,
  NodePolicy,
  PortType,
  Position,
  RetryPolicy,
  Size,
  Workflow,
  WorkflowDraft,
  WorkflowNode,
  WorkflowSettings,
} from './document.ts'
export { effectiveValue } from './effective_value.ts'
export { type Field, fieldsOf } from './fields_of.ts'
export type { Finding, FindingCode, Fix } from './finding.ts'
export { type Graph, graphOf, type Link, type LinkScope } from './graph_of.ts'
export { hasExpression } from './has_expression.ts'
export type {
  Catalogue,
  ContainerKind,
  DerivedPorts,
  Effect,
  ExpressionKind,
  JsonSchema,
  NodeCategory,
  NodeExample,
  NodeRole,
  NodeTypeInfo,
  PortSpec,
  When,
} from './node_type.ts'
export {
  type Expression,
  type ExpressionResult,
  parseExpression,
  type Reference,
} from './parse_expression.ts'
export {
  parseTemplate,
  type Template,
  type TemplateExpression,
  type TemplatePart,
  unwrapBare,
} from './parse_template.ts'
export { pointerGet, pointerTo } from './pointer.ts'
export { type NodePorts, portsOf } from './ports_of.ts'
export { STANDARD_GLOBALS } from './standard_globals.ts'
export { summaryOf } from './summary_of.ts'
export { walkPath } from './walk_path.ts'
