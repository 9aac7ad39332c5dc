import { includedNodes } from '@llamanexus/engine'
import type { Store } from '@llamanexus/store'
import type { Finding, Workflow } from '@llamanexus/workflow'
import { diffWorkflows, summarizeChanges } from '@llamanexus/workflow'
import { ApiProblem } from './problems/api_problem.ts'
import { findingsProblem } from './problems/findings_problem.ts'
import { readDocument } from './read_document.ts'

export interface SaveOptions {
  /** The version that was read; another one refuses the save. */
  expected?: number
  /** Default: what differs from the version before. */
  change_summary?: string
}

/** Workflow documents: the newest ones in memory, each with its findings worked out once. */
export interface Documents {
  /** The newest version, or the one asked for. Throws `workflow_not_found`, `version_not_found`. */
  read(id: string, version?: number): Promise<Workflow>
  create(posted: unknown): Promise<Workflow>
  save(id: string, posted: unknown, options?: SaveOptions): Promise<Workflow>
  remove(id: string, expected?: number): Promise<void>
  /** Every finding, errors and warnings. */
  findings(workflow: Workflow): readonly Finding[]
  /** What the findings depend on has changed outside the documents. */
  forgetFindings(): void
  /** Throws `workflow_invalid` with all errors; of a run up to a node, with those of the nodes that take part in it. */
  assertRunnable(workflow: Workflow, until?: string): void
}

export interface DocumentsOptions {
  store: Pick<Store, 'workflows'>
  validate: (workflow: Workflow) => readonly Finding[]
  /** May refuse a document before it is stored, by throwing. */
  beforeSave: (workflow: Workflow) => void
  /** Waited for before the save is answered; it does not reject. */
  afterSave: (workflow: Workflow) => void | Promise<void>
  afterRemove: (id: string) => void | Promise<void>
}

/** Names of routes under `/workflows/`: a workflow called so could not be reached. */
const reservedIds = new Set(['nodes', 'templates', 'executions', 'validate', 'import', 'analytics'])
const maxInMemory = 500

export function createDocuments(options: DocumentsOptions): Documents {
  const { workflows } = options.store
  const newest = new Map<string, Workflow>()
  let known = new WeakMap<Workflow, readonly Finding[]>()

  const documents: Documents = {
    async read(id, version) {
      const current = newest.get(id) ?? (await workflows.get(id))
      if (!current) throw new ApiProblem('workflow_not_found')
      keep(current)
      if (version === undefined || version === current.version) return current
      const found = await workflows.get(id, version)
      if (!found) throw new ApiProblem('version_not_found')
      return found
    },

    async create(posted) {
      const now = new Date().toISOString()
      const given = readDocument(posted)
      if (reservedIds.has(given.id)) throw idReserved(given.id)
      const workflow = { ...given, version: 1, created_at: now, updated_at: now }
      options.beforeSave(workflow)
      return changed(await workflows.create(workflow))
    },

    async save(id, posted, { expected, change_summary } = {}) {
      const current = await documents.read(id)
      if (expected !== undefined && expected !== current.version) throw stale(current.version)
      const { created_at, version } = current
      const workflow = {
        ...readDocument(posted),
        id,
        created_at,
        version,
        updated_at: new Date().toISOString(),
      }
      options.beforeSave(workflow)
      const summary = change_summary ?? summarizeChanges(diffWorkflows(current, workflow))
      return changed(await workflows.save(workflow, { expected, change_summary: summary }))
    },

    async remove(id, expected) {
      const { version } = await documents.read(id)
      if (expected !== undefined && expected !== version) throw stale(version)
      await workflows.delete(id)
      newest.delete(id)
      await options.afterRemove(id)
    },

    findings(workflow) {
      const found = known.get(workflow) ?? options.validate(workflow)
      known.set(workflow, found)
      return found
    },

    forgetFindings() {
      known = new WeakMap()
    },

    assertRunnable(workflow, until) {
      const findings = documents.findings(workflow).filter(isAbout(workflow, until))
      if (findings.some(({ severity }) => severity === 'error'))
        throw findingsProblem('workflow_invalid', findings)
    },
  }
  return documents

  async function changed(workflow: Workflow): Promise<Workflow> {
    keep(workflow)
    await options.afterSave(workflow)
    return workflow
  }

  /** Keeps the documents that were used last. */
  function keep(workflow: Workflow): void {
    newest.delete(workflow.id)
    newest.set(workflow.id, workflow)
    const [oldest] = newest.keys()
    if (newest.size > maxInMemory && oldest !== undefined) newest.delete(oldest)
  }
}

const stale = (current: number): ApiProblem =>
  new ApiProblem('version_stale', {
    detail: `The newest version is ${current}. Read it, apply the change to it, and save again.`,
    extra: { current_version: current },
  })

const idReserved = (id: string): ApiProblem =>
  new ApiProblem('document_invalid', {
    errors: [
      { pointer: '/id', code: 'id_reserved', message: `"${id}" is a name of the API. Choose another.` },
    ],
  })

/** Of a run up to one node, only what is wrong with the nodes that take part in it, or with the document as a whole. */
function isAbout(workflow: Workflow, until: string | undefined): (finding: Finding) => boolean {
  if (until === undefined) return () => true
  const included = includedNodes(workflow, until)
  const targets = new Map(workflow.connections.map(({ id, target_node }) => [id, target_node]))
  return ({ node_id, connection_id }) => {
    const node = node_id ?? (connection_id === undefined ? undefined : targets.get(connection_id))
    return node === undefined || included.has(node)
  }
}
