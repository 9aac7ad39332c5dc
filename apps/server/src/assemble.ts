import type { Engine, EngineOptions } from '@llamanexus/engine'
import type { LlmService, NodeRegistry } from '@llamanexus/node-sdk'
import type { Approvals } from '@llamanexus/services/approvals'
import type { Credentials } from '@llamanexus/services/credentials'
import type { WorkspaceFunctions } from '@llamanexus/services/functions'
import type { ModelAdmin } from '@llamanexus/services/llm'
import type { Store } from '@llamanexus/store'
import type { Catalogue } from '@llamanexus/workflow'
import { validateWorkflow } from '@llamanexus/workflow'
import type { App } from './app.ts'
import { createApprovalDesk } from './approvals/approval_desk.ts'
import { createCredentialNames } from './credential_names.ts'
import { createDocuments } from './documents.ts'
import type { Template } from './examples/load_templates.ts'
import { createHub } from './realtime/hub.ts'
import { createRuns } from './runs.ts'
import { createWebhooks } from './triggers/webhooks.ts'

export interface Parts {
  store: Store
  nodes: NodeRegistry
  llm: LlmService
  models: ModelAdmin
  functions: WorkspaceFunctions
  credentials: Credentials
  approvals: Approvals
  templates: readonly Template[]
  createEngine: (options: Pick<EngineOptions, 'nodes' | 'journal' | 'observer'>) => Engine
  /** Milliseconds that running nodes have to end when the server closes. */
  drain_ms: number
  /** Ends what the services hold: worker threads, connections. */
  closeServices: () => Promise<void>
}

/** Joins the parts into the app that the routes work with. */
export function assemble(parts: Parts): App {
  const { store, nodes, llm, models, functions, credentials, templates } = parts
  const catalogue: Catalogue = new Map([...nodes].map(([type, node]) => [type, node.info]))
  const hub = createHub(async (id) => (await store.executions.record(id))?.workflow_id)
  const engine = parts.createEngine({ nodes, journal: store.journal, observer: hub })
  const desk = createApprovalDesk({ store, approvals: parts.approvals, engine, hub })
  const webhooks = createWebhooks(store)
  const credentialNames = createCredentialNames(credentials.vault, () => documents.forgetFindings())
  const documents = createDocuments({
    store,
    validate: (workflow) => validateWorkflow(workflow, catalogue, credentialNames.known),
    beforeSave: webhooks.assertFree,
    afterSave: webhooks.put,
    afterRemove: webhooks.remove,
  })
  const runs = createRuns({ store, engine, documents })
  const closing = new AbortController()
  let closed: Promise<void> | undefined
  return {
    store,
    engine,
    nodes,
    catalogue,
    llm,
    models,
    functions,
    credentials,
    credentialNames,
    hub,
    desk,
    documents,
    runs,
    webhooks,
    templates,
    url: '',
    closing: closing.signal,
    close: () => (closed ??= close()),
  }

  async function close(): Promise<void> {
    closing.abort()
    await engine.close({ drain_ms: parts.drain_ms })
    await parts.closeServices()
    await store.close()
  }
}
