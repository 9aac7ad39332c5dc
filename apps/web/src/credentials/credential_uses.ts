import type { Credential } from '@llamanexus/contract'

export interface CredentialUse {
  /** What it is, where it is no workflow. */
  kind: string
  name: string
  href: string
}

/** Everything that uses a credential, with the page where that can be changed. */
export const credentialUses = ({ used_by, used_elsewhere }: Credential): CredentialUse[] => [
  ...used_by.map(({ id, name }) => ({ kind: '', name, href: `/workflows/${id}` })),
  ...used_elsewhere.map(({ kind, name }) => ({ name, ...places[kind](name) })),
]

const places: Record<
  Credential['used_elsewhere'][number]['kind'],
  (name: string) => { kind: string; href: string }
> = {
  model_provider: () => ({ kind: 'model provider', href: '/models' }),
  mcp_server: () => ({ kind: 'MCP server', href: '/mcp' }),
  collection: (name) => ({ kind: 'collection', href: `/knowledge/${encodeURIComponent(name)}` }),
}
