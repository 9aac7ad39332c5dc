export { createMcp, type Mcp } from './create_mcp.ts'
export type { McpAddress, McpProcess, McpServerConfig, NamedMcpServer } from './mcp_server_config.ts'
