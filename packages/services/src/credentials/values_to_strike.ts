import { kindOf, secretFields } from './credential_types.ts'

/** Every text that must not be seen once this credential was opened. */
export function valuesToStrike(type: string, values: Readonly<Record<string, string>>): string[] {
  const kind = kindOf(type)
  const secrets = kind ? secretFields(kind) : Object.keys(values)
  const found = secrets.flatMap((field) => values[field] ?? [])
  if (type === 'basic') found.push(`${values['username']}:${values['password']}`)
  // As RFC 6749 has it, both are form encoded before they are joined.
  if (type === 'oauth2') found.push(`${encode(values['client_id'])}:${encode(values['client_secret'])}`)
  if (type === 'database') found.push(...passwordsIn(values['url'] ?? ''))
  return found
}

const encode = (text = ''): string => encodeURIComponent(text)

function passwordsIn(url: string): string[] {
  const password = /^[a-z+]+:\/\/[^:/?#@]*:(?<password>[^/?#]*)@/.exec(url)?.groups?.password
  if (password === undefined) return []
  try {
    return [password, decodeURIComponent(password)]
  } catch {
    return [password]
  }
}
