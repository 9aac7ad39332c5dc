import { NodeError } from '@llamanexus/node-sdk'

/** A server that cannot be asked, for a reason that is the end of a sentence. */
export function unreachable(
  server: string,
  reason: string,
  options: ConstructorParameters<typeof NodeError>[2] = {},
): NodeError {
  return new NodeError('mcp_unreachable', `The MCP server ${server} cannot be reached: ${reason}`, {
    field: 'server',
    hint: 'See on the MCP servers page whether it runs. The next call connects again.',
    ...options,
  })
}
