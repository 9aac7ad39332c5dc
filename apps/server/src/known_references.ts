import { type NamedReference, readWorkflow, referencesOf, type ValidateOptions } from '@llamanexus/workflow'
import type { App } from './app.ts'

/**
 * What of that which a document names exists on this server, for one look at it. Only what it names is looked up, and models
 * are not: to know them, their servers would have to be asked.
 */
export async function knownReferences(app: App, document: unknown): Promise<ValidateOptions> {
  const { store, knowledge, mcp, catalogue, credentialNames } = app
  const { workflow } = readWorkflow(document)
  const references = workflow ? referencesOf(workflow, catalogue) : []
  const named = (kind: NamedReference['kind']): string[] => [
    ...new Set(references.flatMap((each) => (each.kind === kind ? [each.name] : []))),
  ]
  const list = async (kind: NamedReference['kind'], names: () => Promise<{ name: string }[]>) =>
    new Set(named(kind).length === 0 ? [] : (await names()).map(({ name }) => name))
  const workflows = async () => {
    const found = await Promise.all(named('workflow').map((id) => store.workflows.get(id)))
    return new Set(found.flatMap((each) => each?.id ?? []))
  }
  return {
    ...credentialNames.known,
    functions: await list('function', async () => [
      ...(await store.functions.list(ALL)).items,
      ...functionsIn(document),
    ]),
    collections: await list('collection', () => knowledge.collections()),
    mcp_servers: await list('mcp_server', async () => [...(await mcp.settings.list())]),
    workflows: await workflows(),
  }
}

/** More functions than anyone writes. */
const ALL = { limit: 10_000, offset: 0 }

/** What an exported file brings along is there once it is kept. */
function functionsIn(document: unknown): { name: string }[] {
  const { functions } = (document ?? {}) as { functions?: unknown }
  return Array.isArray(functions) ? functions.filter((each) => typeof each?.name === 'string') : []
}
