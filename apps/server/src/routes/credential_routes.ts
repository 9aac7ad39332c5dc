import type { Credential, CredentialTypeInfo } from '@llamanexus/contract'
import type { CredentialInfo } from '@llamanexus/services/credentials'
import type { JsonObject } from '@llamanexus/workflow'
import type { FastifyReply } from 'fastify'
import type { App } from '../app.ts'
import { usesElsewhere } from '../credential_uses.ts'
import { newId } from '../new_id.ts'
import { ApiProblem } from '../problems/api_problem.ts'
import type { Handlers } from './mount.ts'
import { paged } from './workflow_routes.ts'

type CredentialRoute =
  | 'listCredentialTypes'
  | 'listCredentials'
  | 'createCredential'
  | 'tryNewCredential'
  | 'getCredential'
  | 'updateCredential'
  | 'deleteCredential'
  | 'tryCredential'

export const credentialRoutes = (app: App): Pick<Handlers, CredentialRoute> => {
  const { vault, trials, kinds } = app.credentials
  const types = kinds.map(
    ({ schema, ...kind }): CredentialTypeInfo => ({
      ...kind,
      // A TypeBox schema is JSON Schema, and JSON.
      schema: JSON.parse(JSON.stringify(schema)) as JsonObject,
    }),
  )

  /** As they are told: with what uses each. */
  async function told(infos: readonly CredentialInfo[]): Promise<Credential[]> {
    if (infos.length === 0) return []
    const [uses, elsewhere] = await Promise.all([
      app.store.credentials.uses(infos.map(referenceTo)),
      usesElsewhere(app),
    ])
    return infos.map((info) => ({
      ...info,
      used_by: uses
        .filter(({ reference }) => reference === referenceTo(info))
        .map(({ workflow }) => workflow),
      used_elsewhere: elsewhere
        .filter(({ credential }) => credential === info.id)
        .map(({ kind, name }) => ({ kind, name })),
    }))
  }

  async function toldOne(info: CredentialInfo | undefined): Promise<Credential> {
    const [credential] = info ? await told([info]) : []
    if (!credential) throw new ApiProblem('credential_not_found')
    return credential
  }

  /** What is known of all credentials changed: workflows may have other findings now. */
  async function changed<T>(value: T): Promise<T> {
    await app.credentialNames.refresh()
    return value
  }

  return {
    listCredentialTypes: () => ({ items: types }),

    async listCredentials({ query }) {
      const { limit, offset, search = '', type } = paged(query)
      const wanted = type?.split(',')
      const found = (await vault.list()).filter(
        (info) => (!wanted || wanted.includes(info.type)) && matches(info, search),
      )
      return { items: await told(found.slice(offset, offset + limit)), total: found.length, limit, offset }
    },

    async createCredential({ body, reply }) {
      const made = await vault.create(newId('cred'), { hosts: [], ...body })
      reply.header('location', `/api/v1/credentials/${made.id}`)
      return changed(await toldOne(made))
    },

    getCredential: async ({ params }) => toldOne(await vault.get(params.id)),

    updateCredential: async ({ params, body }) => changed(await toldOne(await vault.update(params.id, body))),

    async deleteCredential({ params, query }) {
      const uses = usesOf(await toldOne(await vault.get(params.id)))
      if (uses.length > 0 && query?.force !== true) throw inUse(uses)
      await vault.delete(params.id)
      return changed(null)
    },

    tryNewCredential: ({ body, reply }) => trials.draft({ hosts: [], ...body }, gone(reply)),

    tryCredential: async ({ params, body, reply }) => {
      const { url, ...change } = body
      return trials.draft({ ...(await vault.preview(params.id, change)), url }, gone(reply))
    },
  }
}

/** As a workflow names it. */
const referenceTo = ({ id, type, name }: CredentialInfo): string =>
  type === 'secret' ? `secrets.${name}` : id

const matches = ({ name, hosts, fields }: CredentialInfo, search: string): boolean =>
  [name, ...hosts, ...Object.values(fields)].some((text) => text.toLowerCase().includes(search.toLowerCase()))

/** In words, with the names that people know. */
const usesOf = ({ used_by, used_elsewhere }: Credential): string[] => [
  ...used_by.map(({ id, name }) => `The workflow "${name}" (${id})`),
  ...used_elsewhere.map(({ kind, name }) => `${USERS[kind]} "${name}"`),
]

const USERS: Record<Credential['used_elsewhere'][number]['kind'], string> = {
  model_provider: 'The model provider',
  mcp_server: 'The MCP server',
  collection: 'The knowledge collection',
}

const inUse = (uses: readonly string[]): ApiProblem =>
  new ApiProblem('credential_in_use', {
    detail: `${uses.join(', ')}: without it, they would no longer work. Delete it all the same with "force=true".`,
    errors: uses.map((use) => ({ pointer: '', code: 'used_by', message: `${use} uses it.` })),
  })

function gone(reply: FastifyReply): AbortSignal {
  const closed = new AbortController()
  reply.raw.on('close', () => closed.abort())
  return closed.signal
}
