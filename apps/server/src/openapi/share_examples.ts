import type { Share, SharedWorkflow } from '@llamanexus/contract'
import type { Workflow } from '@llamanexus/workflow'

const token = 'Zk3v9Q2nW8rT5yB1mX7cL4hJ6pD0sFgA'

const share: Share = {
  id: 'shr_1',
  token,
  url: `http://127.0.0.1:4680/share/${token}`,
  workflow_id: 'wf_greeting',
  version: 1,
  follow_latest: false,
  include_sample: true,
  title: 'Greeting',
  note: 'For the new ones.',
  created_at: '2026-01-05T09:30:00.000Z',
  expires_at: '2026-02-04T09:30:00.000Z',
}

const shared = (workflow: Workflow): SharedWorkflow => {
  const { title, note, version, follow_latest, created_at, expires_at } = share
  const { updated_at } = workflow
  return { title, note, version, follow_latest, created_at, expires_at, updated_at, workflow, left_out: [] }
}

export const shareExamples = (workflow: Workflow) => ({
  shareWorkflow: { body: { expires_in_days: 30, note: share.note }, reply: share },
  listShares: { reply: { items: [share], total: 1, limit: 50, offset: 0 } },
  revokeShare: {},
  getShare: { reply: shared(workflow) },
  downloadShare: { reply: JSON.stringify(workflow) },
  sharePage: { reply: shared(workflow) },
})
