import { type McpResult, NodeError } from '@llamanexus/node-sdk'
import type { JsonValue } from '@llamanexus/workflow'
import type { CallToolResult } from '@modelcontextprotocol/client'

/** What a tool gave, as JSON. Throws `mcp_failed` with the tool's own words where it says that it failed. */
export function resultOf(result: CallToolResult, tool: string): McpResult {
  const content = (result.content ?? []) as JsonValue[]
  const texts = textsOf(content)
  if (result.isError) {
    const said = texts.join('\n') || 'it does not say why'
    throw new NodeError('mcp_failed', `The tool "${tool}" failed: ${said.slice(0, 2_000)}`, {
      field: 'tool',
      hint: 'These are the words of the tool: change the arguments that they complain of.',
      details: { content },
    })
  }
  const structured = result.structuredContent as JsonValue | undefined
  if (structured !== undefined) return { value: structured, content }
  return {
    value: content.length > 0 && texts.length === content.length ? texts.join('\n') : content,
    content,
  }
}

const textsOf = (content: readonly JsonValue[]): string[] =>
  content.flatMap((part) => {
    const { type, text } = part as { type?: unknown; text?: unknown }
    return type === 'text' && typeof text === 'string' ? [text] : []
  })
