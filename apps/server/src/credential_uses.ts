import type { Credential } from '@llamanexus/contract'
import type { App } from './app.ts'

export type UseElsewhere = Credential['used_elsewhere'][number] & {
  /** Id of the credential. */
  credential: string
}

/** What uses credentials beside workflows: model providers, MCP servers, and collections in stores elsewhere. */
export async function usesElsewhere({ modelSettings, mcp, knowledge }: App): Promise<UseElsewhere[]> {
  const [{ providers }, servers, collections] = await Promise.all([
    // As they are kept: to list them as the models page does, their servers would be asked.
    modelSettings.read(),
    mcp.settings.list(),
    knowledge.collections(),
  ])
  return [
    ...providers.flatMap(({ name, credential }) => use('model_provider', name, credential)),
    ...servers.flatMap(({ name, config }) =>
      config.transport === 'stdio' ? [] : use('mcp_server', name, config.credential),
    ),
    ...collections.flatMap(({ name, store: place }) =>
      place.kind === 'embedded' ? [] : use('collection', name, place.credential),
    ),
  ]
}

const use = (kind: UseElsewhere['kind'], name: string, credential: string | undefined): UseElsewhere[] =>
  credential === undefined || credential === '' ? [] : [{ kind, name, credential }]
