import { Type } from 'typebox'

/** Who shares a key. */
export const Scope = Type.Enum(['all', 'workflow'], {
  title: 'Shared by',
  description: '`all` workflows, or the runs of this `workflow` only.',
  default: 'all',
})

/** Keys of one workflow cannot meet those of another, nor the shared ones. */
export const cacheKey = (key: string, scope: 'all' | 'workflow', workflowId: string): string =>
  scope === 'workflow' ? `workflow:${workflowId}:${key}` : `all:${key}`
