import type { Clock, Engine, EngineOptions } from '@llamanexus/engine'
import type {
  DocumentService,
  FileService,
  GraphqlService,
  KnowledgeService,
  LlmService,
  NodeRegistry,
  OpenApiService,
  WorkflowService,
} from '@llamanexus/node-sdk'
import type { Approvals } from '@llamanexus/services/approvals'
import type { Credentials } from '@llamanexus/services/credentials'
import type { WorkspaceFunctions } from '@llamanexus/services/functions'
import type { ModelAdmin, ModelSettingsRoom } from '@llamanexus/services/llm'
import type { Mcp } from '@llamanexus/services/mcp'
import type { Inbox } from '@llamanexus/services/notify'
import type { Store } from '@llamanexus/store'
import type { Catalogue } from '@llamanexus/workflow'
import { validateWorkflow } from '@llamanexus/workflow'
import type { App } from './app.ts'
import { createApprovalDesk } from './approvals/approval_desk.ts'
import { createChildRuns } from './children/child_runs.ts'
import { createCredentialNames } from './credential_names.ts'
import { createDocuments } from './documents.ts'
import type { Template } from './examples/load_templates.ts'
import type { SplitText } from './knowledge/index_document.ts'
import { createIndexing } from './knowledge/indexing.ts'
import { createHub } from './realtime/hub.ts'
import { createRuns } from './runs.ts'
import { createDispatcher } from './triggers/dispatcher.ts'
import { createEventKind } from './triggers/event_listener/event_kind.ts'
import { createFileWatchKind } from './triggers/file_watch/file_watch_kind.ts'
import type { WatchRootOptions } from './triggers/file_watch/watch_root.ts'
import { createScheduleKind } from './triggers/schedule/schedule_kind.ts'
import { createTriggers } from './triggers/triggers.ts'
import { webhookKind } from './triggers/webhook_kind.ts'
import { createWebhooks } from './triggers/webhooks.ts'

export interface Parts {
  store: Store
  nodes: NodeRegistry
  llm: LlmService
  models: ModelAdmin
  modelSettings: Pick<ModelSettingsRoom, 'read'>
  files: FileService
  functions: WorkspaceFunctions
  knowledge: KnowledgeService
  /** Reads the documents that are uploaded. */
  reading: Pick<DocumentService, 'parse'>
  split: SplitText
  credentials: Credentials
  approvals: Approvals
  inbox: Inbox
  mcp: Mcp
  graphql: GraphqlService
  openapi: OpenApiService
  templates: readonly Template[]
  pythonWalls: App['pythonWalls']
  allowances: App['allowances']
  createEngine: (
    options: Pick<EngineOptions, 'nodes' | 'journal' | 'observer'> & { workflows: WorkflowService },
  ) => Engine
  /** Milliseconds that running nodes have to end when the server closes. */
  drain_ms: number
  /** Ends what the services hold: worker threads, connections. */
  closeServices: () => Promise<void>
  /** Runs of one workflow's triggers that may wait in the engine's queue. */
  max_queued_of_workflow: number
  /** What triggers go by. */
  clock: Clock
  /** Where files may be watched. */
  watch: WatchRootOptions
  /** Told of what went wrong with nobody waiting for it. */
  report: (error: unknown, message: string) => void
}

/** Joins the parts into the app that the routes work with. */
export function assemble(parts: Parts): App {
  const {
    store,
    nodes,
    llm,
    models,
    modelSettings,
    files,
    functions,
    credentials,
    mcp,
    graphql,
    openapi,
    knowledge,
    templates,
    clock,
    report,
  } = parts
  const catalogue: Catalogue = new Map([...nodes].map(([type, node]) => [type, node.info]))
  const hub = createHub(async (id) => (await store.executions.record(id))?.workflow_id)
  const children = createChildRuns({
    store,
    engine: () => engine,
    documents: () => documents,
    runs: () => runs,
  })
  const engine = parts.createEngine({
    nodes,
    journal: store.journal,
    observer: hub,
    workflows: children.service,
  })
  children.watch(hub)
  const desk = createApprovalDesk({ store, approvals: parts.approvals, engine, hub })
  const webhooks = createWebhooks(store)
  const credentialNames = createCredentialNames(credentials.vault, () => documents.forgetFindings())
  const documents = createDocuments({
    store,
    validate: (workflow) => validateWorkflow(workflow, catalogue, credentialNames.known),
    beforeSave: webhooks.assertFree,
    afterSave(workflow) {
      webhooks.put(workflow)
      return triggers.put(workflow)
    },
    afterRemove(id) {
      webhooks.remove(id)
      return triggers.remove(id)
    },
  })
  const dispatcher = createDispatcher({
    store,
    engine,
    documents,
    hub,
    clock,
    max_queued: parts.max_queued_of_workflow,
    onRefused: (firing, error) => report(error, `No run came of a trigger of ${firing.workflow_id}`),
    onFailure: (error) => report(error, 'Runs of triggers could not be started and are tried again'),
  })
  const events = createEventKind({ store, dispatcher, documents, hub, onFailure: report })
  const schedule = createScheduleKind({
    store,
    dispatcher,
    clock,
    onFailure: (error) => report(error, 'A schedule could not fire and tries again'),
  })
  const fileWatch = createFileWatchKind({
    ...parts.watch,
    store,
    dispatcher,
    clock,
    onFailure: (error) => report(error, 'Watched files could not be dealt with and are looked at again'),
  })
  const triggers = createTriggers({
    store,
    kinds: [webhookKind, schedule, fileWatch, events],
    catalogue,
    read: documents.read,
    findings: documents.findings,
    clock,
    onFailure: report,
  })
  const indexing = createIndexing({
    knowledge,
    documents: parts.reading,
    split: parts.split,
    clock,
    report,
  })
  const runs = createRuns({ store, engine, documents, catalogue })
  const closing = new AbortController()
  const drained = new AbortController()
  let closed: Promise<void> | undefined
  return {
    store,
    engine,
    nodes,
    catalogue,
    llm,
    models,
    modelSettings,
    files,
    functions,
    knowledge,
    indexing,
    credentials,
    credentialNames,
    mcp,
    graphql,
    openapi,
    hub,
    inbox: parts.inbox,
    desk,
    children,
    documents,
    runs,
    webhooks,
    triggers,
    dispatcher,
    events,
    templates,
    pythonWalls: parts.pythonWalls,
    allowances: parts.allowances,
    url: '',
    public_url: undefined,
    triggersReady: Promise.resolve(),
    closing: closing.signal,
    drained: drained.signal,
    close: () => (closed ??= close()),
  }

  async function close(): Promise<void> {
    closing.abort()
    // What would start runs ends first, so that the engine has only to drain.
    await triggers.close()
    await events.close()
    await dispatcher.close()
    await indexing.close()
    await engine.close({ drain_ms: parts.drain_ms })
    drained.abort()
    await parts.closeServices()
    await store.close()
  }
}
