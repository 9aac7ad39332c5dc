import { type CallContext, NodeError, type ToolDescription } from '@llamanexus/node-sdk'
import type { Effect, JsonObject } from '@llamanexus/workflow'
import type { AgentTool, ToolChoice } from './agent_tool.ts'
import type { ToolServices } from './tool_services.ts'

/** Asks the services what the chosen tools are. Throws `NodeError`: `tool_unknown`, and as the services do. */
export async function describeTools(
  choices: readonly ToolChoice[],
  services: ToolServices,
  context: CallContext,
): Promise<AgentTool[]> {
  const found = await Promise.all(choices.map((choice) => describe(choice, services, context)))
  const taken = new Set<string>()
  return found.flat().map((tool) => ({ ...tool, id: uniqueId(tool.id, taken) }))
}

async function describe(
  choice: ToolChoice,
  services: ToolServices,
  context: CallContext,
): Promise<AgentTool[]> {
  switch (choice.kind) {
    case 'function': {
      const name = required(choice, choice.name, 'name')
      const tool = (await services.functions.list()).find((each) => each.name === name)
      if (!tool) throw unknown(choice, `There is no function "${name}"`)
      return [toolOf(choice, tool, 'pure')]
    }
    case 'mcp': {
      const server = required(choice, choice.server, 'server')
      const tools = await services.mcp.tools(server, context)
      const chosen = choice.name ? tools.filter((each) => each.name === choice.name) : tools
      if (chosen.length === 0)
        throw unknown(choice, `${server} has no tool${choice.name ? ` "${choice.name}"` : 's'}`)
      return chosen.map((tool) => toolOf(choice, tool, 'unsafe'))
    }
    case 'workflow': {
      const tool = await services.workflows.describe(required(choice, choice.name, 'name'))
      return [{ ...toolOf(choice, tool, 'idempotent'), name: tool.workflow_id }]
    }
    case 'retrieval':
      return [await retrievalTool(choice, services)]
  }
}

async function retrievalTool(choice: ToolChoice, { knowledge }: ToolServices): Promise<AgentTool> {
  const name = required(choice, choice.name, 'name')
  const collection = (await knowledge?.collections())?.find((each) => each.name === name)
  if (!collection) throw unknown(choice, `There is no collection "${name}"`)
  const description = collection.description || `Searches the documents of ${name}`
  return toolOf(choice, { name: `search_${name}`, description, parameters: SEARCH }, 'pure', name)
}

const SEARCH: JsonObject = {
  type: 'object',
  properties: { query: { type: 'string', description: 'What to look for, in words' } },
  required: ['query'],
}

const toolOf = (
  { kind, server, approval = 'never', description, effect, k }: ToolChoice,
  tool: ToolDescription,
  usual: Effect,
  name = tool.name,
): AgentTool => ({
  id: tool.name,
  kind,
  name,
  server: server ?? null,
  description: description || tool.description,
  parameters: tool.parameters,
  approval,
  effect: effect ?? usual,
  k: k ?? null,
})

/** What models take as a name: letters, digits, `_` and `-`, at most 64. */
function uniqueId(name: string, taken: Set<string>): string {
  const base = name.replace(/[^A-Za-z0-9_-]+/g, '_').slice(0, 60) || 'tool'
  let id = base
  for (let count = 2; taken.has(id); count += 1) id = `${base}_${count}`
  taken.add(id)
  return id
}

function required(choice: ToolChoice, value: string | undefined, field: string): string {
  if (value) return value
  throw new NodeError('tool_unknown', `A ${choice.kind} tool needs its "${field}"`, {
    field: 'tools',
    retryable: false,
  })
}

const unknown = (choice: ToolChoice, message: string) =>
  new NodeError('tool_unknown', message, {
    field: 'tools',
    retryable: false,
    hint: `Choose another ${choice.kind}, or take the tool out.`,
  })
