/** The keys of what is kept from the server, so that a change knows what to fetch again. */
export const queryKeys = {
  workflows: ['workflows'] as const,
  workflow: (id: string) => ['workflow', id] as const,
  version: (id: string, version: number) => ['workflow', id, 'version', version] as const,
  versions: (id: string) => ['workflow', id, 'versions'] as const,
  versionDiff: (id: string, from: number, to: number) => ['workflow', id, 'diff', from, to] as const,
  executions: (workflowId: string) => ['executions', workflowId] as const,
  allExecutions: ['executions'] as const,
  execution: (id: string) => ['execution', id] as const,
  credentials: ['credentials'] as const,
  credentialTypes: ['credential_types'] as const,
  nodeTypes: ['node_types'] as const,
  templates: ['templates'] as const,
  triggers: (workflowId: string) => ['triggers', workflowId] as const,
  schedulePreview: (cron: string, timezone: string) => ['schedule_preview', cron, timezone] as const,
  models: ['models'] as const,
  approvals: ['approvals'] as const,
}
