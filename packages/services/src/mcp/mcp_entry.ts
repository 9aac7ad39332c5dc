import type { McpServerConfig } from './mcp_server_config.ts'

/** One server of `mcp.json`; a text says what is wrong with it, as the end of a sentence that begins with its name. */
export function mcpEntry(entry: unknown): McpServerConfig | string {
  if (!isRecord(entry)) return 'is no object.'
  const told = entry['type'] ?? entry['transport']
  const transport = told === undefined ? undefined : TRANSPORTS[String(told).toLowerCase()]
  if (told !== undefined && transport === undefined)
    return `has an unknown transport ${JSON.stringify(told)}. There are stdio, http, sse and websocket.`
  const { timeout_ms: timeout } = entry
  if (timeout !== undefined && !(typeof timeout === 'number' && timeout > 0))
    return 'has a "timeout_ms" that is no number of milliseconds.'
  const shared = timeout === undefined ? {} : { timeout_ms: timeout }
  if (transport === 'stdio' || (transport === undefined && entry['command'] !== undefined))
    return processOf(entry, shared)
  return addressOf(entry, transport, shared)
}

type Shared = { timeout_ms?: number }

function processOf({ command, args = [], env, cwd }: Record<string, unknown>, shared: Shared) {
  if (typeof command !== 'string' || command.trim() === '') return 'needs a "command", the program to start.'
  if (!Array.isArray(args) || !args.every(isScalar)) return 'has "args" that are no list of texts.'
  if (env !== undefined && !isTexts(env)) return 'has an "env" that is no object of texts.'
  if (cwd !== undefined && typeof cwd !== 'string') return 'has a "cwd" that is no path.'
  return {
    transport: 'stdio' as const,
    command,
    args: args.map(String),
    ...(env !== undefined && { env: texts(env) }),
    ...(cwd !== undefined && { cwd }),
    ...shared,
  }
}

function addressOf(
  { url, headers, credential }: Record<string, unknown>,
  transport: 'http' | 'sse' | 'websocket' | undefined,
  shared: Shared,
) {
  if (url === undefined) return transport ? 'needs a "url".' : 'needs a "command" or a "url".'
  const address = typeof url === 'string' ? URL.parse(url) : null
  if (!address || !/^(https?|wss?):$/.test(address.protocol))
    return 'has a "url" that is no http, https, ws or wss address.'
  if (headers !== undefined && !isTexts(headers)) return 'has "headers" that are no object of texts.'
  if (credential !== undefined && typeof credential !== 'string')
    return 'has a "credential" that is no id of one.'
  return {
    transport: transportOf(address.href, transport),
    url: address.href,
    ...(credential !== undefined && { credential }),
    ...(headers !== undefined && { headers: texts(headers) }),
    ...shared,
  }
}

/** What an address is spoken to with, where nothing else is said. */
export function transportOf(url: string, type?: 'http' | 'sse' | 'websocket'): 'http' | 'sse' | 'websocket' {
  if (/^wss?:/i.test(url)) return 'websocket'
  return type ?? 'http'
}

/** As different applications write them. */
const TRANSPORTS: Record<string, McpServerConfig['transport']> = {
  stdio: 'stdio',
  http: 'http',
  'streamable-http': 'http',
  streamable_http: 'http',
  streamablehttp: 'http',
  sse: 'sse',
  ws: 'websocket',
  websocket: 'websocket',
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isScalar = (value: unknown): boolean => /^(string|number|boolean)$/.test(typeof value)

const isTexts = (value: unknown): value is Record<string, unknown> =>
  isRecord(value) && Object.values(value).every(isScalar)

const texts = (entries: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(Object.entries(entries).map(([name, value]) => [name, String(value)]))
