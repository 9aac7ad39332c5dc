import type {
  ApprovalAnswer,
  ApprovalQuestion,
  ApprovalStatus,
  Execution,
  ExecutionStatus,
  ExecutionSummary,
  FunctionDraft,
  NodeExecution,
  Notification,
  NotificationPage,
  WorkflowSummary,
  WorkspaceFunction,
} from '@llamanexus/contract'
import type { ExecutionRecord, Journal, LogEntry } from '@llamanexus/engine'
import type { JsonValue, Workflow } from '@llamanexus/workflow'
import type { ShareStore } from './share_types.ts'
import type { Companion } from './sqlite/companions.ts'
import type { ScheduleStore, TriggerStore } from './trigger_types.ts'

export interface Page<T> {
  items: T[]
  total: number
  limit: number
  offset: number
}

/** What its triggers do right now is not the store's to know. */
export type StoredSummary = Omit<WorkflowSummary, 'triggers'>

export interface WorkflowQuery {
  search?: string
  tag?: string
  sort?: 'updated_at' | 'created_at' | 'name'
  order?: 'asc' | 'desc'
  limit: number
  offset: number
}

export interface VersionInfo {
  version: number
  change_summary: string
  created_by: string | null
  created_at: string
}

export interface WorkflowStore {
  list(query: WorkflowQuery): Promise<Page<StoredSummary>>
  /** Throws `StoreError` `conflict` when the id is taken. */
  create(workflow: Workflow): Promise<Workflow>
  get(id: string, version?: number): Promise<Workflow | undefined>
  /** Compare and set: throws `StoreError` `stale` with the current version when `expected` is given and is not it. */
  save(workflow: Workflow, options: { expected?: number; change_summary: string }): Promise<Workflow>
  /** Throws `StoreError` `busy` while a run of it is unfinished. */
  delete(id: string): Promise<boolean>
  versions(id: string, page: { limit: number; offset: number }): Promise<Page<VersionInfo>>
  /** Active workflows with a node of this type, e.g. `http_webhook`. */
  activeWith(nodeType: string): Promise<Workflow[]>
}

export interface ExecutionQuery {
  workflow_id?: string
  status?: ExecutionStatus
  source?: string
  /** A source, or the id of a trigger node. */
  trigger?: string
  parent_id?: string
  from?: string
  to?: string
  search?: string
  limit: number
  offset: number
}

export interface ExecutionStore {
  list(query: ExecutionQuery): Promise<Page<ExecutionSummary>>
  record(id: string): Promise<ExecutionRecord | undefined>
  /** Record and log folded into what the API shows. */
  get(id: string, options?: { node_executions_limit?: number }): Promise<Execution | undefined>
  nodes(
    id: string,
    query: { prefix?: string; node?: string; limit: number; offset: number },
  ): Promise<Page<NodeExecution>>
  events(id: string, after: number, limit: number): Promise<LogEntry[]>
}

/** Answers remembered for `Idempotency-Key`. */
export interface IdempotencyStore {
  /** The value stored first under this key wins and is returned; one older than `max_age_ms`, where that is given, is replaced. */
  remember(scope: string, key: string, value: JsonValue, max_age_ms?: number): Promise<JsonValue>
  find(scope: string, key: string): Promise<JsonValue | undefined>
}

export interface SettingsStore {
  get(key: string): Promise<JsonValue | undefined>
  set(key: string, value: JsonValue): Promise<void>
}

/** What workflows keep by key; the shape that nodes ask for. */
export interface CacheStore {
  get(key: string): Promise<{ hit: boolean; value: JsonValue }>
  /** For ever where no time is given, in milliseconds from now. */
  set(key: string, value: JsonValue, ttlMs?: number): Promise<void>
}

/** Functions of the workspace, by name. */
export interface FunctionStore {
  list(query: { search?: string; limit: number; offset: number }): Promise<Page<WorkspaceFunction>>
  get(name: string): Promise<WorkspaceFunction | undefined>
  /** Throws `StoreError` `conflict` when the name is taken. */
  create(draft: FunctionDraft): Promise<WorkspaceFunction>
  /** Undefined where there is none of this name. Throws `stale` when `expected` is given and is not its version, `conflict` when its new name is taken. */
  save(
    name: string,
    draft: FunctionDraft,
    options?: { expected?: number },
  ): Promise<WorkspaceFunction | undefined>
  /** False where there is none of this name. Throws `stale` as `save` does. */
  delete(name: string, options?: { expected?: number }): Promise<boolean>
}

/** A credential as it is kept: its secret fields are sealed with the key `key_id`, which is not in the database. */
export interface CredentialRow {
  id: string
  name: string
  type: string
  hosts: string[]
  /** The fields that are no secrets. */
  fields: Record<string, string>
  key_id: string
  sealed: Uint8Array
  created_at: string
  updated_at: string
}

export interface CredentialStore {
  get(id: string): Promise<CredentialRow | undefined>
  /** Upper and lower case are the same to it. */
  named(name: string): Promise<CredentialRow | undefined>
  /** By name. */
  list(): Promise<CredentialRow[]>
  /** Writes what `change` makes of the row, both in one transaction. Throws `StoreError` `name_taken`, and what `change` throws. */
  put(id: string, change: (row: CredentialRow | undefined) => CredentialRow): Promise<CredentialRow>
  /** The same for all rows at once: those that `change` gives back are written. Answers how many. */
  changeAll(change: (rows: CredentialRow[]) => CredentialRow[]): Promise<number>
  delete(id: string): Promise<boolean>
  /** Workflows that refer to any of these in their current version: ids of credentials, or `secrets.<name>`. */
  uses(
    references: readonly string[],
  ): Promise<{ reference: string; workflow: { id: string; name: string } }[]>
}

/** A question to a person, with what came of it. */
export interface ApprovalRow {
  id: string
  /** Whoever has it may answer. */
  token: string
  status: ApprovalStatus
  request: ApprovalQuestion
  requested_at: string
  answer: ApprovalAnswer | null
  workflow_name: string | null
}

export interface ApprovalQuery {
  /** Default `open`. */
  status?: ApprovalStatus | 'any'
  workflow_id?: string
  execution_id?: string
  assignee?: string
  search?: string
  limit: number
  offset: number
}

export interface ApprovalStore {
  /** The same question under the same key of a node is one row, also when it has been answered. */
  add(approval: Pick<ApprovalRow, 'id' | 'token' | 'request'>): Promise<ApprovalRow>
  get(id: string): Promise<ApprovalRow | undefined>
  byToken(token: string): Promise<ApprovalRow | undefined>
  list(query: ApprovalQuery): Promise<Page<ApprovalRow>>
  countOpen(): Promise<number>
  /** Only the first decision counts, and only while it is open; it is untold from then on. */
  decide(
    id: string,
    answer: ApprovalAnswer,
  ): Promise<{ approval: ApprovalRow; is_first: boolean } | undefined>
  /** The row as it is afterwards: expired, or as somebody decided before. */
  expire(id: string): Promise<ApprovalRow | undefined>
  /** Those that nobody needs any more, of a run or of one of its nodes; answers which. */
  close(of: { execution_id: string; path?: string }): Promise<string[]>
  /** The run has the answer. */
  told(id: string): Promise<void>
  untold(): Promise<ApprovalRow[]>
  runsWithOpen(): Promise<string[]>
}

/** A run that a node of another run has started. */
export interface ChildRun {
  id: string
  parent_id: string
  /** Frame path and node id of the node that started it. */
  path: string
  /** 1 for a run that a run of the first level started. */
  depth: number
  /** The parent needs what comes of it. */
  waits: boolean
}

export interface ChildRunStore {
  /** Once: a second time under the same id changes nothing. */
  add(child: ChildRun): Promise<void>
  get(id: string): Promise<ChildRun | undefined>
  /** Those of a run, or of one of its nodes, that are waited for and whose end was not told. */
  waitedFor(parentId: string, path?: string): Promise<ChildRun[]>
  /** Those that have ended and whose parent was not told. */
  untold(): Promise<ChildRun[]>
  /** Those that go on although the run that waited for them has ended. */
  orphans(): Promise<ChildRun[]>
  told(id: string): Promise<void>
}

/** What workflows told people in the app; the newest thousand. */
export interface NotificationStore {
  /** One of the same key is there already, and answered. */
  add(
    entry: Omit<Notification, 'id' | 'seq' | 'created_at' | 'read_at'> & { key: string },
  ): Promise<{ notification: Notification; is_new: boolean }>
  /** Those above `seq`, in order, at most `limit`. */
  after(seq: number, limit: number): Promise<Notification[]>
  /** The highest `seq` that was ever given; 0 before the first. */
  last(): Promise<number>
  list(query: { unread?: boolean; limit: number; offset: number }): Promise<NotificationPage>
  /** Of those named, or all; answers how many are left unread. */
  read(ids?: readonly string[]): Promise<number>
  delete(id: string): Promise<boolean>
}

export interface Store {
  readonly journal: Journal
  readonly workflows: WorkflowStore
  readonly executions: ExecutionStore
  readonly idempotency: IdempotencyStore
  readonly settings: SettingsStore
  readonly cache: CacheStore
  readonly functions: FunctionStore
  readonly notifications: NotificationStore
  readonly childRuns: ChildRunStore
  readonly approvals: ApprovalStore
  readonly credentials: CredentialStore
  readonly shares: ShareStore
  readonly triggers: TriggerStore
  readonly schedules: ScheduleStore
  /** Rejects when the database cannot answer. */
  ping(): Promise<void>
  /** Ended runs past the limits are removed, never an active one; answers how many. */
  retain(limits: { max_age_days?: number; max_count?: number; max_bytes?: number }): Promise<number>
  /** A consistent copy while the server runs. */
  backup(file: string, companions?: readonly Companion[]): Promise<void>
  close(): Promise<void>
}

export type StoreErrorCode =
  | 'conflict'
  | 'name_taken'
  | 'stale'
  | 'busy'
  | 'disk_full'
  | 'store_failed'
  | 'newer_schema'
  | 'unwritable'

export class StoreError extends Error {
  readonly code: StoreErrorCode
  readonly current_version?: number

  constructor(
    code: StoreErrorCode,
    message: string,
    options: { current_version?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause })
    this.name = 'StoreError'
    this.code = code
    this.current_version = options.current_version
  }
}
