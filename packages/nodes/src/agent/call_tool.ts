import { type CallContext, NodeError } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import type { AgentTool, CallResult } from './agent_tool.ts'
import type { ToolServices } from './tool_services.ts'

/** Calls a tool that is no workflow. What it throws is its answer, but for an abort, which ends the agent. */
export async function callTool(
  tool: AgentTool,
  args: JsonObject,
  services: ToolServices,
  context: CallContext,
): Promise<CallResult> {
  try {
    return { ok: true, ...(await perform(tool, args, services, context)) }
  } catch (error) {
    if (context.signal?.aborted || !(error instanceof Error)) throw error
    const code = error instanceof NodeError ? error.code : 'tool_failed'
    return { ok: false, error: { code, message: error.message } }
  }
}

async function perform(
  { kind, name, server, k }: AgentTool,
  args: JsonObject,
  services: ToolServices,
  context: CallContext,
): Promise<{ value: JsonValue; pictures?: JsonValue[] }> {
  switch (kind) {
    case 'function':
      return { value: await services.functions.call(name, args, context) }
    case 'mcp': {
      const { value, content } = await services.mcp.callTool(server ?? '', name, args, context)
      // Structured content stands for the texts, but not for what is to be seen.
      const pictures = value === content ? [] : content.filter(isPicture)
      return { value, ...(pictures.length > 0 && { pictures }) }
    }
    case 'retrieval': {
      const query = String(args['query'] ?? '')
      const hits = await services.knowledge?.search({
        collection: name,
        query,
        ...(k !== null && { k }),
        signal: context.signal,
      })
      return {
        value: (hits ?? []).map(({ text, score, metadata }) => ({ text, score, source: metadata.source })),
      }
    }
    case 'workflow':
      throw new TypeError('A workflow is run, not called')
  }
}

const isPicture = (part: JsonValue): boolean =>
  typeof part === 'object' && part !== null && !Array.isArray(part) && part['type'] === 'image'
