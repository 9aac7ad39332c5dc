import {
  type Catalogue,
  readWorkflow,
  referencesOf,
  type ValidateOptions,
  type Workflow,
} from '@llamanexus/workflow'
import type { App } from './app.ts'

/**
 * What a document may name on this server, for one look at it. Models are left out: to know them, their servers would have
 * to be asked.
 */
export async function knownReferences(
  { store, knowledge, mcp, catalogue, credentialNames }: App,
  document: unknown,
): Promise<ValidateOptions> {
  const [functions, collections, servers, workflows] = await Promise.all([
    store.functions.list({ limit: MAX_FUNCTIONS, offset: 0 }),
    knowledge.collections(),
    mcp.settings.list(),
    thoseThatExist(workflowIdsIn(document, catalogue), (id) => store.workflows.get(id)),
  ])
  return {
    ...credentialNames.known,
    functions: new Set(functions.items.map(({ name }) => name)),
    collections: new Set(collections.map(({ name }) => name)),
    mcp_servers: new Set(servers.map(({ name }) => name)),
    workflows,
  }
}

/** More than anyone writes. */
const MAX_FUNCTIONS = 10_000

/** There may be many workflows, of which a document names few. */
function workflowIdsIn(document: unknown, catalogue: Catalogue): string[] {
  const { workflow } = readWorkflow(document)
  if (!workflow) return []
  return referencesOf(workflow, catalogue).flatMap(({ kind, name }) => (kind === 'workflow' ? [name] : []))
}

async function thoseThatExist(
  ids: readonly string[],
  find: (id: string) => Promise<Workflow | undefined>,
): Promise<Set<string>> {
  const found = await Promise.all([...new Set(ids)].map(find))
  return new Set(found.flatMap((workflow) => workflow?.id ?? []))
}
