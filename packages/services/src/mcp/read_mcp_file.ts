import { readFile } from 'node:fs/promises'
import type { McpServerConfig, NamedMcpServer } from './mcp_server_config.ts'

/** Problems are told and leave the other servers be: one bad entry must not take all away. */
export interface McpFile {
  servers: NamedMcpServer[]
  problems: string[]
}

/** Reads servers from a file in the common form, `{"mcpServers": {"name": {"command": …} or {"url": …}}}`. */
export async function readMcpFile(path: string): Promise<McpFile> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { servers: [], problems: [] }
    return { servers: [], problems: [`mcp.json cannot be read: ${messageOf(error)}`] }
  }
  try {
    return parseMcpFile(JSON.parse(text))
  } catch (error) {
    return { servers: [], problems: [`mcp.json is no JSON: ${messageOf(error)}`] }
  }
}

export function parseMcpFile(document: unknown): McpFile {
  const entries = isRecord(document) ? document['mcpServers'] : undefined
  if (!isRecord(entries)) return { servers: [], problems: ['mcp.json has no object "mcpServers"'] }
  const file: McpFile = { servers: [], problems: [] }
  for (const [name, entry] of Object.entries(entries)) {
    if (isRecord(entry) && entry['disabled'] === true) continue
    const config = configOf(entry)
    if (config) file.servers.push({ name, source: 'file', config })
    else file.problems.push(`mcp.json: "${name}" needs a "command" or a "url"`)
  }
  return file
}

function configOf(entry: unknown): McpServerConfig | undefined {
  if (!isRecord(entry)) return undefined
  const timeout = entry['timeout_ms']
  const timeout_ms = typeof timeout === 'number' && timeout > 0 ? { timeout_ms: timeout } : {}
  const { command, url, cwd, credential } = entry
  if (typeof command === 'string' && command !== '')
    return {
      transport: 'stdio',
      command,
      args: Array.isArray(entry['args']) ? entry['args'].map(String) : [],
      ...(isRecord(entry['env']) && { env: texts(entry['env']) }),
      ...(typeof cwd === 'string' && { cwd }),
      ...timeout_ms,
    }
  if (typeof url !== 'string' || !URL.canParse(url)) return undefined
  return {
    transport: transportOf(url, entry['type'] ?? entry['transport']),
    url,
    ...(typeof credential === 'string' && { credential }),
    ...(isRecord(entry['headers']) && { headers: texts(entry['headers']) }),
    ...timeout_ms,
  }
}

/** What an address is spoken to with, where nothing else is said. */
export function transportOf(url: string, type?: unknown): 'http' | 'sse' | 'websocket' {
  if (/^wss?:/i.test(url)) return 'websocket'
  if (type === 'sse' || type === 'websocket') return type
  return 'http'
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const texts = (entries: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(Object.entries(entries).map(([name, value]) => [name, String(value)]))

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
