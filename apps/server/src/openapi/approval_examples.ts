import type { Approval } from '@llamanexus/contract'

const open: Approval = {
  id: 'apr_1',
  execution_id: 'run_1',
  workflow_id: 'wf_1',
  workflow_name: 'Refunds',
  node_id: 'ask',
  path: 'ask',
  kind: 'approval',
  status: 'open',
  title: 'Refund 120 EUR?',
  message: 'Order 17 arrived broken.',
  assignee: 'Support',
  choices: [],
  form: null,
  details: null,
  requested_at: '2026-01-05T09:30:00.000Z',
  expires_at: null,
  decided_at: null,
  decided_by: null,
  comment: '',
  choice: null,
  data: null,
  link: '/approve/aBcDeF',
}

const approved: Approval = {
  ...open,
  status: 'approved',
  decided_at: '2026-01-05T10:00:00.000Z',
  decided_by: 'Ada',
  comment: 'Seen the photo.',
}

export const approvalExamples = {
  listApprovals: { reply: { items: [open], total: 1, limit: 50, offset: 0 } },
  getApproval: { reply: open },
  decideApproval: {
    body: { decision: 'approved', by: 'Ada', comment: 'Seen the photo.' },
    reply: approved,
  },
}
