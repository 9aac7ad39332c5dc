import type { JsonObject, JsonValue } from '@llamanexus/workflow'

/** What a person is asked. */
export interface ApprovalRequest {
  execution_id: string
  workflow_id: string
  node_id: string
  /** Frame path and node id. */
  path: string
  /** The same question of the same node, asked again while it is open or answered, is the same approval. */
  key: string
  /** `tool`: an agent wants to call one. */
  kind: 'approval' | 'tool'
  title: string
  message: string
  /** Who is to answer, as text for people. */
  assignee?: string
  /** One of them is to be picked with an approval. */
  choices?: readonly string[]
  /** JSON Schema of data that an approval carries. */
  form?: JsonObject
  /** What it is about: the tool and its arguments. */
  details?: JsonValue
  /** Milliseconds since the epoch. */
  expires_at?: number
}

export interface ApprovalTicket {
  id: string
  /** The signal that comes with the answer. */
  signal: string
  /** Milliseconds since the epoch; null where it waits for ever. */
  expires_at: number | null
}

export interface ApprovalAnswer {
  decision: 'approved' | 'rejected'
  comment: string
  /** What the form was filled with; null where there is none. */
  data: JsonValue
  choice: string | null
  by: string
  /** ISO 8601. */
  at: string
}

export interface ApprovalState {
  /** `cancelled`: the node that asked has ended. */
  status: 'open' | 'approved' | 'rejected' | 'expired' | 'cancelled'
  /** Null until somebody has answered. */
  answer: ApprovalAnswer | null
}

/** Questions to people, kept until one answers. */
export interface ApprovalService {
  request(request: ApprovalRequest): Promise<ApprovalTicket>
  /** Throws `NodeError` `approval_missing`. */
  read(id: string): Promise<ApprovalState>
  /** Its time is over: nobody can answer any more, unless somebody was faster. */
  expire(id: string): Promise<ApprovalState>
}
