import type {
  Execution,
  ExecutionEvent,
  ExecutionSummary,
  NodeExecution,
  RouteId,
  Schedule,
  TemplateInfo,
  TriggerDetail,
  TriggerState,
  VersionSummary,
  WorkflowSummary,
} from '@llamanexus/contract'
import type { Finding, JsonValue, Workflow, WorkflowDraft } from '@llamanexus/workflow'
import { catalogue } from '../catalogue.ts'
import { approvalExamples } from './approval_examples.ts'
import { credentialExamples } from './credential_examples.ts'
import { fileExamples } from './file_examples.ts'
import { functionExamples } from './function_examples.ts'
import { knowledgeExamples } from './knowledge_examples.ts'
import { modelExamples } from './model_examples.ts'
import { notificationExamples } from './notification_examples.ts'
import { shareExamples } from './share_examples.ts'
import { toolExamples } from './tool_examples.ts'

/** What a caller may send and what comes back, by the id of the operation. Tests hold them to the schemas and the server. */
export interface OperationExample {
  body?: JsonValue
  reply?: unknown
}

const at = '2026-01-05T09:30:00.000Z'
const later = '2026-01-05T09:30:00.012Z'

export const draftExample: WorkflowDraft = {
  name: 'Greeting',
  nodes: [
    { id: 'start', type: 'manual_trigger', position: { x: 0, y: 0 }, config: {} },
    {
      id: 'greet',
      type: 'template',
      position: { x: 280, y: 0 },
      config: {},
      inputs: { template: 'Hello {{ name }}', vars: { name: '{{ trigger.name }}' } },
    },
    {
      id: 'out',
      type: 'output',
      position: { x: 560, y: 0 },
      config: {},
      inputs: { value: '{{ nodes.greet.output }}' },
    },
  ],
  connections: [
    { id: 'c1', source_node: 'start', source_port: 'trigger', target_node: 'greet', target_port: 'after' },
    { id: 'c2', source_node: 'greet', source_port: 'output', target_node: 'out', target_port: 'after' },
  ],
}

const workflow = {
  ...draftExample,
  id: 'wf_greeting',
  variables: {},
  settings: {},
  created_at: at,
  updated_at: at,
  version: 1,
  is_active: false,
} as Workflow

const run: ExecutionSummary = {
  id: 'run_1',
  workflow_id: workflow.id,
  workflow_version: 1,
  status: 'completed',
  source: 'manual',
  trigger_node: 'start',
  parent_id: null,
  started_at: at,
  completed_at: later,
  duration_ms: 12,
  error: null,
}

const node: NodeExecution = {
  node_id: 'greet',
  path: 'greet',
  status: 'completed',
  started_at: at,
  completed_at: later,
  duration_ms: 4,
  attempts: 1,
  inputs: { template: 'Hello {{ name }}', vars: { name: 'Ada' } },
  outputs: { output: 'Hello Ada' },
  error: null,
  reason: null,
  logs: [],
  steps: [],
}

const execution: Execution = {
  ...run,
  trigger_data: { name: 'Ada' },
  final_output: 'Hello Ada',
  node_executions: { greet: node },
  node_executions_total: 1,
  usage: null,
  last_seq: 8,
}

const started: Execution = {
  ...execution,
  status: 'running',
  completed_at: null,
  duration_ms: null,
  final_output: null,
  node_executions: {},
  node_executions_total: 0,
  usage: null,
  last_seq: 1,
}

const summary: WorkflowSummary = {
  id: workflow.id,
  name: workflow.name,
  tags: [],
  version: 1,
  is_active: false,
  created_at: at,
  updated_at: at,
  node_count: 3,
  last_execution: run,
  recent: ['completed'],
  triggers: [],
}

const finding: Finding = {
  severity: 'error',
  code: 'type_unknown',
  message: 'There is no node type "tempalte".',
  pointer: '/nodes/1/type',
  node_id: 'greet',
}

const event: ExecutionEvent = {
  seq: 4,
  type: 'node_completed',
  execution_id: run.id,
  node_id: 'greet',
  path: 'greet',
  at: later,
  data: { outputs: { output: 'Hello Ada' }, duration_ms: 4 },
}

const version: VersionSummary = {
  version: 1,
  change_summary: 'Created',
  created_by: null,
  created_at: at,
}

const template: TemplateInfo = {
  id: 'order-receipt',
  name: 'Order receipt',
  description: 'Takes an order and answers with a receipt.',
  category: 'examples',
  parameters_schema: { type: 'object', properties: {} },
  sample: { order: { total: 140 } },
  preview: { nodes: [], connections: [] },
}

const pageOf = (item: unknown) => ({ items: [item], total: 1, limit: 50, offset: 0 })

const triggerState: TriggerState = {
  node_id: 'every_morning',
  schedule_id: null,
  type: 'schedule',
  name: 'Schedule',
  state: 'listening',
  problem: null,
  note: null,
  next_run_at: later,
}

const schedule: Schedule = {
  id: 'sch_1',
  workflow_id: workflow.id,
  kind: 'api',
  cron: '0 9 * * 1-5',
  timezone: 'Europe/Berlin',
  missed: 'once',
  trigger_node: null,
  data: { name: 'Ada' },
  active: true,
  description: 'At 9:00, Monday to Friday',
  state: 'listening',
  problem: null,
  next_runs: ['2026-01-06T08:00:00.000Z'],
  last_run: { execution_id: run.id, started_at: at, status: 'completed' },
}

const scheduleDraft = {
  cron: schedule.cron,
  timezone: schedule.timezone,
  missed: 'once',
  data: { name: 'Ada' },
} as const

const triggerExamples = {
  listTriggers: {
    reply: pageOf({
      ...triggerState,
      next_runs: [later],
      last_run: schedule.last_run,
      address: null,
    } satisfies TriggerDetail),
  },
  listSchedules: { reply: pageOf(schedule) },
  createSchedule: { body: scheduleDraft, reply: schedule },
  updateSchedule: { body: scheduleDraft, reply: schedule },
  deleteSchedule: {},
  previewSchedule: {
    reply: {
      description: schedule.description,
      timezone: schedule.timezone,
      next_runs: schedule.next_runs,
    },
  },
  postEvent: {
    body: { total: 120 },
    reply: { items: [{ execution_id: run.id, workflow_id: workflow.id, node_id: 'start' }] },
  },
}

export const operationExamples: Readonly<Record<RouteId, OperationExample>> &
  Readonly<Record<string, OperationExample>> = {
  ...credentialExamples,
  ...approvalExamples,
  ...fileExamples,
  ...functionExamples,
  ...toolExamples,
  ...notificationExamples,
  ...knowledgeExamples,
  ...modelExamples,
  listWorkflows: { reply: pageOf(summary) },
  createWorkflow: { body: draftExample as unknown as JsonValue, reply: workflow },
  getWorkflow: { reply: workflow },
  updateWorkflow: { body: draftExample as unknown as JsonValue, reply: { ...workflow, version: 2 } },
  deleteWorkflow: {},
  executeWorkflow: { body: { name: 'Ada' }, reply: execution },
  listAllExecutions: { reply: pageOf(run) },
  listExecutions: { reply: pageOf(run) },
  getExecution: { reply: execution },
  listNodeExecutions: { reply: pageOf(node) },
  cancelExecution: { reply: { ...execution, status: 'cancelled', final_output: null } },
  pauseExecution: { reply: { ...started, status: 'paused' } },
  resumeExecution: { reply: started },
  retryExecution: { reply: { ...started, id: 'run_2', source: 'retry', parent_id: run.id } },
  listEvents: { reply: { items: [event] } },
  listNodeTypes: { reply: pageOf(catalogue.get('set')) },
  getNodeType: { reply: catalogue.get('set') },
  instantiateExample: { reply: workflow },
  validateWorkflow: {
    body: draftExample as unknown as JsonValue,
    reply: { valid: false, findings: [finding] },
  },
  listTemplates: { reply: pageOf(template) },
  instantiateTemplate: { body: {}, reply: workflow },
  exportWorkflow: { reply: JSON.stringify(draftExample) },
  importWorkflow: { body: draftExample as unknown as JsonValue, reply: workflow },
  listVersions: { reply: pageOf(version) },
  getVersion: { reply: workflow },
  restoreVersion: { reply: { ...workflow, version: 2 } },
  diffVersions: { reply: { from: 1, to: 2, summary: 'Changed "greet"', changes: [] } },
  ...shareExamples(workflow),
  ...triggerExamples,
  webhook: { body: { order: 17 }, reply: { execution_id: run.id } },
  testWebhook: { body: { order: 17 }, reply: { execution_id: run.id } },
  livez: { reply: { status: 'ok' } },
  readyz: {
    reply: {
      status: 'ready',
      python_walls: ['webassembly', 'permissions', 'no_modules', 'no_network', 'kernel'],
      shell_commands: false,
      mcp_processes: false,
      private_hosts: ['127.0.0.1:11434'],
    },
  },
  metrics: { reply: 'llamanexus_runs_running 0\n' },
}
