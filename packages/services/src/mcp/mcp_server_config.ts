/** How a server is reached. Only an administrator sets one up that is started as a process. */
export type McpServerConfig = McpProcess | McpAddress

export interface McpProcess {
  transport: 'stdio'
  command: string
  args?: readonly string[]
  /** Added to the few harmless variables that it inherits. */
  env?: Readonly<Record<string, string>>
  cwd?: string
  timeout_ms?: number
}

export interface McpAddress {
  transport: 'http' | 'sse' | 'websocket'
  url: string
  /** Id of a credential that names the server's host. */
  credential?: string
  /** Only of servers that stand in a file: they may hold secrets. */
  headers?: Readonly<Record<string, string>>
  timeout_ms?: number
}

/** A server under the name that workflows call it by. */
export interface NamedMcpServer {
  name: string
  /** `file`: of `mcp.json` in the home; the API does not change it. */
  source: 'file' | 'settings'
  config: McpServerConfig
  /** Its command or address as it may be shown, where that is not what it is reached by. */
  written?: string
}

/** What is set up at the moment. */
export interface McpServerSource {
  list(): Promise<readonly NamedMcpServer[]>
  /** What is wrong with servers that are not there for it. */
  problems?(): Promise<readonly string[]>
}
