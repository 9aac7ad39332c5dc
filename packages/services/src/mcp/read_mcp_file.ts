import { readFile } from 'node:fs/promises'
import { expandEntry } from './expand_entry.ts'
import type { Environment } from './expand_variables.ts'
import { jsonFault } from './json_fault.ts'
import { mcpEntry } from './mcp_entry.ts'
import type { McpServerConfig, NamedMcpServer } from './mcp_server_config.ts'

export interface McpFile {
  /** Absent where the file as a whole cannot be read: what it named before is not known to be gone. */
  servers?: NamedMcpServer[]
  /** Sentences for whoever has written the file. A bad entry leaves the others be. */
  problems: string[]
  /** Values of the environment that its servers are set up with. */
  secrets?: string[]
}

/** Reads servers from a file in the common form, `{"mcpServers": {"name": {"command": …} or {"url": …}}}`. */
export async function readMcpFile(path: string, environment: Environment = {}): Promise<McpFile> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return { servers: [], problems: [] }
    return { problems: [`mcp.json cannot be read: ${REASONS[code] ?? message}.`] }
  }
  return parseMcpFile(text, environment)
}

export function parseMcpFile(written: string, environment: Environment = {}): McpFile {
  // Some editors begin a file with a mark that JSON does not have.
  const text = written.replace(/^\uFEFF/, '')
  if (text.trim() === '')
    return { problems: ['mcp.json is empty. Without any servers it says {"mcpServers": {}}.'] }
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch (error) {
    return { problems: [notJson(text, error as Error)] }
  }
  const entries = isRecord(document) ? (document['mcpServers'] ?? document['servers']) : undefined
  if (!isRecord(entries))
    return { problems: ['mcp.json has no object "mcpServers", in which each server stands under its name.'] }
  const servers: NamedMcpServer[] = []
  const problems: string[] = []
  const secrets: string[] = []
  for (const [name, entry] of Object.entries(entries)) {
    if (isRecord(entry) && entry['disabled'] === true) continue
    const expanded = isRecord(entry) ? expandEntry(entry, environment) : { entry, secrets: [] }
    const read = typeof expanded === 'string' ? expanded : mcpEntry(expanded.entry)
    if (typeof expanded === 'object') secrets.push(...expanded.secrets)
    if (typeof read === 'string') problems.push(`mcp.json: "${name}" ${read}`)
    else servers.push({ name, source: 'file', config: read, ...writtenOf(entry, read) })
  }
  return { servers, problems, ...(secrets.length > 0 && { secrets }) }
}

/** What may be shown of a server whose command or address names variables: the names. */
function writtenOf(entry: unknown, { transport }: McpServerConfig): { written?: string } {
  const { command, url } = entry as { command?: unknown; url?: unknown }
  const shown = String(transport === 'stdio' ? command : url)
  return shown.includes('${') ? { written: shown } : {}
}

const REASONS: Record<string, string> = {
  EACCES: 'LlamaNexus may not read it',
  EPERM: 'LlamaNexus may not read it',
  EISDIR: 'it is a directory',
}

function notJson(text: string, { message }: Error): string {
  const { line, column } = jsonFault(text, message)
  const said = message
    .replace(/ in JSON at position.*$/s, '')
    .replace(/, ?(\.\.\.)?".*$/s, '')
    .replace(/ JSON input$/, ' of the file')
  const rest = (text.split('\n')[line - 1] ?? '').slice(column - 1).trimStart()
  const hint = rest.startsWith('//') || rest.startsWith('/*') ? ' It takes no comments.' : ''
  return `mcp.json is no JSON: ${said} at line ${line}, column ${column}.${hint}`
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
