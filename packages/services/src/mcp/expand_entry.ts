import { type Environment, expandVariables } from './expand_variables.ts'

export interface ExpandedEntry {
  entry: Record<string, unknown>
  /** Values of the environment that stand in it and are nobody's business. */
  secrets: string[]
}

/** The fields of a server of `mcp.json` that may name variables of the environment. */
const FIELDS = ['command', 'args', 'env', 'cwd', 'url', 'headers'] as const

/** What the system says of itself, and shows everywhere: struck out, it would take paths and names out of every run. */
const NO_SECRET =
  /^(HOME|USER|USERNAME|USERPROFILE|LOGNAME|HOSTNAME|PATH|PWD|SHELL|TMPDIR|TEMP|TMP|LANG|LC_\w+|TZ|TERM|NODE_ENV|APPDATA|LOCALAPPDATA|XDG_\w+)$/

/** One server with the variables that it names put in; a text says which are missing, as the end of a sentence. */
export function expandEntry(
  written: Record<string, unknown>,
  environment: Environment,
): ExpandedEntry | string {
  const entry = { ...written }
  const secrets: string[] = []
  const missing = new Map<string, string>()
  for (const field of FIELDS) {
    if (entry[field] === undefined) continue
    const expanded = expandVariables(entry[field], field, environment)
    entry[field] = expanded.value
    for (const [name, value] of expanded.used) if (!NO_SECRET.test(name)) secrets.push(value)
    for (const [name, place] of expanded.missing) if (!missing.has(name)) missing.set(name, place)
  }
  return missing.size === 0 ? { entry, secrets } : tellMissing(missing)
}

function tellMissing(missing: ReadonlyMap<string, string>): string {
  const names = [...missing].map(([name, place]) => `"${name}" (in "${place}")`).join(', ')
  const [first = ''] = missing.keys()
  const one = missing.size === 1
  return /^(input|config|command):/.test(first)
    ? `names ${names}, which another application would fill in. Write \${NAME} for a variable of the environment that the server is started with.`
    : `names ${one ? 'a variable' : 'variables'} that the environment of the server does not have: ${names}. Set ${one ? 'it' : 'them'} before the server is started, or give a default as in \${${first}:-…}.`
}
