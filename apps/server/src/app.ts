import type { Readiness } from '@llamanexus/contract'
import type { Engine } from '@llamanexus/engine'
import type {
  FileService,
  GraphqlService,
  KnowledgeService,
  LlmService,
  NodeRegistry,
  OpenApiService,
  SandboxWall,
} from '@llamanexus/node-sdk'
import type { Credentials } from '@llamanexus/services/credentials'
import type { WorkspaceFunctions } from '@llamanexus/services/functions'
import type { ModelAdmin, ModelSettingsRoom } from '@llamanexus/services/llm'
import type { Mcp } from '@llamanexus/services/mcp'
import type { Inbox } from '@llamanexus/services/notify'
import type { Store } from '@llamanexus/store'
import type { Catalogue } from '@llamanexus/workflow'
import type { ApprovalDesk } from './approvals/approval_desk.ts'
import type { ChildRuns } from './children/child_runs.ts'
import type { CredentialNames } from './credential_names.ts'
import type { Documents } from './documents.ts'
import type { Template } from './examples/load_templates.ts'
import type { Indexing } from './knowledge/indexing.ts'
import type { Hub } from './realtime/hub.ts'
import type { Runs } from './runs.ts'
import type { Dispatcher } from './triggers/dispatcher.ts'
import type { EventKind } from './triggers/event_listener/event_kind.ts'
import type { Triggers } from './triggers/triggers.ts'
import type { Webhooks } from './triggers/webhooks.ts'

/** All that the routes work with, made once by `compose`. */
export interface App {
  readonly store: Store
  readonly engine: Engine
  readonly nodes: NodeRegistry
  readonly catalogue: Catalogue
  readonly llm: LlmService
  readonly models: ModelAdmin
  /** As they are kept; `models` asks the servers too. */
  readonly modelSettings: Pick<ModelSettingsRoom, 'read'>
  readonly files: FileService
  readonly functions: WorkspaceFunctions
  readonly knowledge: KnowledgeService
  readonly indexing: Indexing
  readonly credentials: Credentials
  readonly credentialNames: CredentialNames
  readonly mcp: Mcp
  readonly graphql: GraphqlService
  readonly openapi: OpenApiService
  readonly hub: Hub
  readonly inbox: Inbox
  readonly desk: ApprovalDesk
  readonly children: ChildRuns
  readonly documents: Documents
  readonly runs: Runs
  readonly webhooks: Webhooks
  readonly triggers: Triggers
  readonly dispatcher: Dispatcher
  readonly events: EventKind
  readonly templates: readonly Template[]
  /** What an administrator has turned on. */
  readonly allowances: Omit<Readiness, 'status' | 'python_walls'>
  /** What stands between code in Python and the machine. */
  pythonWalls(): Promise<SandboxWall[]>
  /** The address the server answers at; set once it listens. */
  url: string
  /** The origin that others reach it at, where it is set up with one. */
  public_url: string | undefined
  /** Settles when the triggers of all active workflows have been armed; set once the server listens. */
  triggersReady: Promise<void>
  /** Aborted when the server begins to close: intake ends, streams end. */
  readonly closing: AbortSignal
  /** Aborted when runs have come to their end, or to a pause until the next start: no more comes of them here. */
  readonly drained: AbortSignal
  /** Stops intake, drains the engine, closes the store. */
  close(): Promise<void>
}
