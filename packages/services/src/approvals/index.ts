export {
  type ApprovalRows,
  type Approvals,
  createApprovals,
  type Decision,
  type Outcome,
} from './approvals.ts'
