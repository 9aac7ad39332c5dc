export {
  type ConnectRefusal,
  type ConnectRequest,
  type ConnectResult,
  canConnect,
} from './can_connect.ts'
export { type Converter, converterFor, typesFit } from './converter_for.ts'
export { credentialReferences } from './credential_references.ts'
export { diffWorkflows, summarizeChanges, type WorkflowChange } from './diff_workflows.ts'
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
  WorkflowFile,
  WorkflowFunction,
  WorkflowNode,
  WorkflowSettings,
} from './document.ts'
export { effectiveValue } from './effective_value.ts'
export type { EventType } from './event_type.ts'
export { exampleWorkflow } from './example_workflow.ts'
export { exclusive } from './exclusive.ts'
export { faultText } from './fault_text.ts'
export { type Field, fieldsOf } from './fields_of.ts'
export type { Finding, FindingCode, Fix } from './finding.ts'
export { foldStep, type StepEvent } from './fold_step.ts'
export { type Graph, graphOf, type Link, type LinkScope } from './graph_of.ts'
export { hasExpression } from './has_expression.ts'
export { type LeftOut, leaveOutSecrets } from './leave_out_secrets.ts'
export { DEFAULT_LIMITS, type WorkflowLimits } from './limits.ts'
export { type Guards, type Liveness, livenessOf } from './liveness_of.ts'
export { newNodeExecution } from './new_node_execution.ts'
export type {
  ExecutionError,
  NodeExecution,
  NodeFailure,
  NodeStatus,
  NodeStep,
} from './node_execution.ts'
export type {
  Catalogue,
  ContainerKind,
  DerivedPorts,
  Effect,
  ExampleNode,
  ExpressionKind,
  JsonSchema,
  NodeCategory,
  NodeExample,
  NodeRole,
  NodeTypeInfo,
  PortSpec,
  When,
} from './node_type.ts'
export { optionLabel, optionsOf } from './options.ts'
export {
  type Expression,
  type ExpressionResult,
  parseAt,
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
export { parseWorkflow, type WorkflowFormat } from './parse_workflow.ts'
export { pointerGet, pointerSet, pointerTo } from './pointer.ts'
export { type NodePorts, portsOf } from './ports_of.ts'
export { type ReadOptions, type ReadResult, readWorkflow } from './read_workflow.ts'
export { functionNamesOf, type NamedReference, referencesOf, renameFunctions } from './references.ts'
export type { ValidateOptions } from './rules/rule_context.ts'
export { addNodeUsage, addStepUsage, addTryUsage, type RunUsage, usageOfSteps } from './run_usage.ts'
export { sampleTriggerData } from './sample_trigger_data.ts'
export { type SchemaFault, schemaFaults, withDefaults } from './schema_faults.ts'
export { secretName } from './secret_name.ts'
export { serializeWorkflow } from './serialize_workflow.ts'
export { STANDARD_GLOBALS } from './standard_globals.ts'
export { summaryOf } from './summary_of.ts'
export { templateVariables } from './template_variables.ts'
export { type TypedValue, typedValue } from './typed_value.ts'
export { validateWorkflow } from './validate_workflow.ts'
export { readPath, walkPath } from './walk_path.ts'
export { wordsOf } from './words_of.ts'
