import { createMcpService, type McpServiceOptions } from './mcp_service.ts'
import { createMcpSettings, type McpSettings } from './mcp_settings.ts'

export interface Mcp {
  service: ReturnType<typeof createMcpService>
  settings: McpSettings
  /** Servers that are started as processes may be added over the API too. */
  allow_stdio: boolean
  /** The last lines that a server's process wrote to its standard error, the oldest first. */
  log(server: string): readonly string[]
  /** Hears of every such line from now on. */
  listen(hear: (server: string, line: string) => void): void
}

export interface McpOptions extends Pick<McpServiceOptions, 'http' | 'sockets' | 'credentials' | 'idle_ms'> {
  /** In the common `mcpServers` form; it need not exist. */
  file?: string
  kept: Parameters<typeof createMcpSettings>[0]['kept']
  /** Default false. */
  allow_stdio?: boolean
}

const KEPT_LINES = 200

/** MCP with all that an administrator sees of it. */
export function createMcp({ file, kept, allow_stdio = false, ...parts }: McpOptions): Mcp {
  const settings = createMcpSettings({ kept, ...(file !== undefined && { file }) })
  const lines = new Map<string, string[]>()
  let hear: (server: string, line: string) => void = () => {}
  const service = createMcpService({
    ...parts,
    servers: settings,
    onStderr(server, line) {
      const known = lines.get(server) ?? []
      lines.set(server, [...known, line].slice(-KEPT_LINES))
      hear(server, line)
    },
  })
  return {
    service,
    settings,
    allow_stdio,
    log: (server) => lines.get(server) ?? [],
    listen: (listener) => {
      hear = listener
    },
  }
}
