import type { JsonObject } from '@llamanexus/workflow'
import { Type } from 'typebox'
import { Id } from './schemas.ts'

/** A kind of credential, with its form. */
export interface CredentialTypeInfo {
  type: string
  name: string
  description: string
  /** `named`: it lists its hosts. `own`: the host stands in its fields. `none`: it is read in fields that take secrets. */
  hosts: 'named' | 'own' | 'none'
  /** JSON Schema of its values; `x-secret` marks what is never shown again. */
  schema: JsonObject
}

/** A credential as it can be read: without its secrets. */
export interface Credential {
  id: string
  name: string
  type: string
  hosts: string[]
  /** The values that are no secrets. */
  fields: Record<string, string>
  /** Names of the secret fields that have a value. */
  secrets: string[]
  /** Why it cannot be opened now, and what to do. */
  locked?: string
  /** Workflows that use it in their newest version. */
  used_by: { id: string; name: string }[]
  /** What else uses it, each by its name. */
  used_elsewhere: { kind: 'model_provider' | 'mcp_server' | 'collection'; name: string }[]
  created_at: string
  updated_at: string
}

export interface CredentialDraft {
  name: string
  type: string
  /** `api.example.com`, `api.example.com:8443` or `*.example.com`. */
  hosts?: string[]
  values: Record<string, string>
}

/** What is left out stays; so does a secret that is left out of `values`. */
export interface CredentialChange {
  name?: string
  hosts?: string[]
  values?: Record<string, string>
}

/** What a try came to. */
export interface CredentialTrial {
  ok: boolean
  message: string
}

const Hosts = Type.Array(Type.String({ maxLength: 300 }), { maxItems: 100 })
const Values = Type.Record(Type.String(), Type.String({ maxLength: 100_000 }))
const Name = Type.String({ maxLength: 300 })

export const CredentialTypeSchema = Type.Unsafe<CredentialTypeInfo>(
  Type.Object({
    type: Type.String(),
    name: Type.String(),
    description: Type.String(),
    hosts: Type.Union([Type.Literal('named'), Type.Literal('own'), Type.Literal('none')]),
    schema: Type.Unsafe<JsonObject>({ type: 'object', description: 'JSON Schema' }),
  }),
)

export const CredentialSchema = Type.Unsafe<Credential>(
  Type.Object({
    id: Id,
    name: Type.String(),
    type: Type.String(),
    hosts: Type.Array(Type.String()),
    fields: Type.Record(Type.String(), Type.String()),
    secrets: Type.Array(Type.String()),
    locked: Type.Optional(Type.String()),
    used_by: Type.Array(Type.Object({ id: Type.String(), name: Type.String() }), {
      description: 'Workflows that use it in their newest version',
    }),
    used_elsewhere: Type.Array(
      Type.Object({
        kind: Type.Union([
          Type.Literal('model_provider'),
          Type.Literal('mcp_server'),
          Type.Literal('collection'),
        ]),
        name: Type.String(),
      }),
      { description: 'Model providers, MCP servers and knowledge collections that use it' },
    ),
    created_at: Type.String(),
    updated_at: Type.String(),
  }),
)

export const CredentialDraftSchema = Type.Unsafe<CredentialDraft>(
  Type.Object({ name: Name, type: Type.String(), hosts: Type.Optional(Hosts), values: Values }),
)

const changeFields = {
  name: Type.Optional(Name),
  hosts: Type.Optional(Hosts),
  values: Type.Optional(Values),
}

export const CredentialChangeSchema = Type.Unsafe<CredentialChange>(Type.Object(changeFields))

const Url = Type.Optional(
  Type.String({
    maxLength: 2000,
    description: 'An address that needs it; its host must be one that the credential names',
  }),
)

export const CredentialTryDraftSchema = Type.Unsafe<Omit<CredentialDraft, 'name'> & { url?: string }>(
  Type.Object({ type: Type.String(), hosts: Type.Optional(Hosts), values: Values, url: Url }),
)

export const CredentialTryChangeSchema = Type.Unsafe<CredentialChange & { url?: string }>(
  Type.Object({ ...changeFields, url: Url }),
)

export const CredentialTrialSchema = Type.Unsafe<CredentialTrial>(
  Type.Object({ ok: Type.Boolean(), message: Type.String() }),
)
