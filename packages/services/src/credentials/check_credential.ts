import Schema from 'typebox/schema'
import { type CredentialKind, kindOf, secretFields } from './credential_types.ts'
import { hostRuleText, parseHostRule } from './host_rule.ts'
import { type CredentialFault, VaultError } from './vault_error.ts'

/** A credential as a person gives it. */
export interface GivenCredential {
  name: string
  type: string
  hosts: readonly string[]
  values: Readonly<Record<string, string>>
}

export interface CheckedCredential {
  kind: CredentialKind
  name: string
  hosts: string[]
  /** What may be shown, and what may not. */
  fields: Record<string, string>
  secrets: Record<string, string>
}

/** All that is wrong with it at once, as `credential_invalid`; else its parts, hosts in their one spelling. */
export function checkCredential(given: GivenCredential): CheckedCredential {
  const kind = kindOf(given.type)
  if (!kind) throw invalid([{ pointer: '/type', message: `There is no type "${given.type}".` }])
  // An empty field of a form is one that was not filled in.
  const values = Object.fromEntries(Object.entries(given.values).filter(([, value]) => value !== ''))
  const name = given.name.trim()
  const { hosts, faults } = readHosts(given.hosts, kind)
  const all = [...nameFaults(name, kind), ...faults, ...valueFaults(values, kind)]
  if (all.length > 0) throw invalid(all)
  const hidden = new Set(secretFields(kind))
  const part = (isSecret: boolean) =>
    Object.fromEntries(Object.entries(values).filter(([field]) => hidden.has(field) === isSecret))
  return { kind, name, hosts, fields: part(false), secrets: part(true) }
}

function nameFaults(name: string, { type }: CredentialKind): CredentialFault[] {
  const at = (message: string) => [{ pointer: '/name', message }]
  if (name === '') return at('Give it a name.')
  if (name.length > 200) return at('A name has at most 200 characters.')
  if (type === 'secret' && !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
    return at('A secret is read as {{ secrets.name }}: letters, digits and _ only, and no digit first.')
  return []
}

function readHosts(given: readonly string[], { hosts: needs }: CredentialKind) {
  const faults: CredentialFault[] = []
  const hosts = new Set<string>()
  for (const [index, text] of given.entries()) {
    const rule = parseHostRule(text)
    if (rule) hosts.add(hostRuleText(rule))
    else
      faults.push({
        pointer: `/hosts/${index}`,
        message: `"${text.slice(0, 100)}" names no host. Write api.example.com, api.example.com:8443 or *.example.com.`,
      })
  }
  if (needs === 'named' && given.length === 0)
    faults.push({ pointer: '/hosts', message: 'Name the hosts it may be sent to, such as api.example.com.' })
  if (needs !== 'named' && given.length > 0)
    faults.push({ pointer: '/hosts', message: 'A credential of this type names no hosts.' })
  return { hosts: [...hosts], faults }
}

function valueFaults(values: Record<string, string>, { schema }: CredentialKind): CredentialFault[] {
  const unknown = Object.keys(values)
    .filter((field) => !(field in schema.properties))
    .map((field) => ({ pointer: `/values/${field}`, message: 'There is no such field.' }))
  const known = Object.entries(schema.properties).flatMap(([field, property]) => {
    const { title = field } = property as { title?: string }
    const pointer = `/values/${field}`
    const value = values[field]
    if (value === undefined)
      return schema.required?.includes(field) ? [{ pointer, message: `${title} is needed.` }] : []
    // The value is not repeated: it may be a secret.
    return Schema.Check(property, value) ? [] : [{ pointer, message: faultOf(title, property) }]
  })
  return [...unknown, ...known]
}

function faultOf(title: string, property: object): string {
  const { pattern, maxLength, examples } = property as {
    pattern?: string
    maxLength?: number
    examples?: string[]
  }
  if (examples?.[0]) return `${title} is not as it should be. An example: ${examples[0]}`
  if (pattern) return `${title} holds a character that is not possible here, such as a line break.`
  return maxLength === undefined ? `${title} does not fit.` : `${title} has at most ${maxLength} characters.`
}

const invalid = (faults: readonly CredentialFault[]): VaultError =>
  new VaultError('credential_invalid', faults.map(({ message }) => message).join(' '), faults)
