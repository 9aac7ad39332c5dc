import { Type } from 'typebox'

const Text = Type.String()
const Data = Type.Record(Text, Type.Unknown())
const Position = Type.Object({ x: Type.Number(), y: Type.Number() })
const Size = Type.Object({ width: Type.Number(), height: Type.Number() })

const Retry = Type.Object({
  max_retries: Type.Integer({ minimum: 0 }),
  backoff_ms: Type.Optional(Type.Number({ minimum: 0 })),
  factor: Type.Optional(Type.Number({ minimum: 0 })),
  max_backoff_ms: Type.Optional(Type.Number({ minimum: 0 })),
})

const Policy = Type.Object({
  disabled: Type.Optional(Type.Boolean()),
  timeout_ms: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
  retry: Type.Optional(Retry),
  on_error: Type.Optional(Type.Enum(['fail', 'continue', 'branch'])),
})

const Node = Type.Object({
  id: Text,
  type: Text,
  type_version: Type.Optional(Type.Integer({ minimum: 1 })),
  position: Position,
  config: Data,
  label: Type.Optional(Text),
  inputs: Type.Optional(Data),
  parent: Type.Optional(Text),
  policy: Type.Optional(Policy),
  notes: Type.Optional(Text),
  size: Type.Optional(Size),
})

const Connection = Type.Object({
  id: Text,
  source_node: Text,
  source_port: Text,
  target_node: Text,
  target_port: Text,
})

const Annotation = Type.Object({
  id: Text,
  kind: Type.Enum(['note', 'group']),
  position: Position,
  size: Size,
  text: Type.Optional(Text),
  color: Type.Optional(Text),
})

const Limit = Type.Optional(Type.Number({ exclusiveMinimum: 0 }))

const Settings = Type.Object({
  timeout_ms: Limit,
  max_parallel_nodes: Limit,
  max_concurrent_runs: Limit,
  max_node_executions: Limit,
  error_workflow_id: Type.Optional(Text),
  tags: Type.Optional(Type.Array(Text)),
})

/** The shape of a workflow document. Fields it does not know are allowed everywhere: a document is never trimmed. */
export const WorkflowSchema = Type.Object({
  id: Text,
  name: Text,
  description: Type.Optional(Text),
  nodes: Type.Array(Node),
  connections: Type.Array(Connection),
  annotations: Type.Optional(Type.Array(Annotation)),
  variables: Data,
  settings: Settings,
  created_at: Text,
  updated_at: Text,
  version: Type.Integer({ minimum: 0 }),
  is_active: Type.Boolean(),
})
