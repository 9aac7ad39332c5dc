import type { McpTool } from '@llamanexus/node-sdk'
import type { JsonObject } from '@llamanexus/workflow'
import type { RequestOptions, Tool } from '@modelcontextprotocol/client'
import { nameUnknown } from './mcp_failure.ts'
import type { OpenLink } from './mcp_link.ts'

export function describeTool({ name, title, description, inputSchema, annotations }: Tool): McpTool {
  const shown = title ?? annotations?.title
  return {
    name,
    description: description ?? '',
    parameters: inputSchema as JsonObject,
    ...(shown !== undefined && { title: shown }),
    repeatable: annotations?.readOnlyHint === true || annotations?.idempotentHint === true,
  }
}

/** The tool as the server describes it. A name that is not known is looked for once more: the list may have grown. */
export async function knownTool(
  open: OpenLink,
  name: string,
  request: RequestOptions,
  label: string,
): Promise<Tool> {
  const named = () => open.tools?.find((tool) => tool.name === name)
  const known = named()
  if (known) return known
  open.tools = open.info.capabilities['tools'] ? (await open.client.listTools(undefined, request)).tools : []
  const found = named()
  if (found) return found
  const names = open.tools.map((tool) => tool.name)
  throw nameUnknown('tool', name, label, names)
}
