import type { Credential, CredentialDraft, CredentialTypeInfo } from '@llamanexus/contract'
import { ApiError } from '@llamanexus/contract'
import type { JsonSchema } from '@llamanexus/workflow'

/** One field of the form of a type. */
export interface CredentialField {
  name: string
  title: string
  description: string
  is_secret: boolean
  is_required: boolean
  /** Fixed choices; none where anything can be typed. */
  options: readonly string[]
  default: string
  example: string
}

/** What stands in the form: all of it text, as a credential holds nothing else. */
export interface CredentialFormState {
  type: string
  name: string
  /** As they are typed: separated by commas, spaces or lines. */
  hosts: string
  values: Readonly<Record<string, string>>
}

export const credentialFields = ({ schema }: CredentialTypeInfo): CredentialField[] => {
  const required = Array.isArray(schema['required']) ? schema['required'] : []
  return Object.entries((schema['properties'] ?? {}) as Record<string, JsonSchema>).map(([name, field]) => ({
    name,
    title: textOf(field['title']) || name,
    description: textOf(field['description']),
    is_secret: field['x-secret'] === true,
    is_required: required.includes(name),
    options: Array.isArray(field['anyOf'])
      ? field['anyOf'].map((option: JsonSchema) => textOf(option['const']))
      : [],
    default: textOf(field['default']),
    example: Array.isArray(field['examples']) ? textOf(field['examples'][0]) : '',
  }))
}

/** A form for a new credential, or for one that is there, whose secrets stay empty. */
export const formOf = (
  start: Partial<CredentialFormState>,
  credential: Credential | undefined,
): CredentialFormState => ({
  type: credential?.type ?? start.type ?? '',
  name: credential?.name ?? start.name ?? '',
  hosts: credential?.hosts.join(', ') ?? start.hosts ?? '',
  values: credential?.fields ?? start.values ?? {},
})

/** As it is sent. Secrets that were left empty are left out, so that what is kept stays. */
export const draftOf = (
  { type, name, hosts, values }: CredentialFormState,
  info: CredentialTypeInfo | undefined,
): CredentialDraft => ({
  type,
  name: name.trim(),
  hosts: info?.hosts === 'named' ? hosts.split(/[\s,;]+/).filter((host) => host !== '') : [],
  values: Object.fromEntries(
    (info ? credentialFields(info) : []).flatMap((field) => {
      const value = values[field.name] ?? field.default
      return value === '' ? [] : [[field.name, value]]
    }),
  ),
})

/** What the server found wrong, by the field of the form that it is about. */
export const faultsOf = (error: unknown): Record<string, string> => {
  if (!(error instanceof ApiError)) return {}
  const faults: Record<string, string> = {}
  if (error.problem.code === 'name_taken') faults['name'] = error.message
  for (const { pointer, message } of error.problem.errors ?? []) {
    const [, first = '', second = ''] = pointer.split('/')
    const key = first === 'values' ? second : first
    faults[key] = faults[key] ? `${faults[key]} ${message}` : message
  }
  return faults
}

/** The host that an address goes to, as a credential names it; undefined for text that is no plain address. */
export const hostOf = (address: unknown): string | undefined => {
  if (typeof address !== 'string' || address.includes('{{')) return undefined
  const url = URL.parse(address.trim())
  return url && /^https?:$/.test(url.protocol) && url.host !== '' ? url.host : undefined
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
