import { NodeError, type ToolDescription } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'

/**
 * Tools as they are given: `{name, description, parameters}`, the OpenAI form around it, or the name of a function of the
 * workspace, which `list` describes. Throws `NodeError` `input_invalid` that names the item.
 */
export async function readTools(
  items: readonly JsonValue[],
  list: () => Promise<ToolDescription[]>,
): Promise<ToolDescription[]> {
  const functions = items.some((item) => typeof item === 'string') ? await list() : []
  const tools = items.map((item, index) => readTool(item, index, functions))
  const twice = tools.find(({ name }, index) => tools.findIndex((tool) => tool.name === name) !== index)
  if (twice) throw wrong(`there are two tools "${twice.name}"`)
  return tools
}

function readTool(item: JsonValue, index: number, functions: readonly ToolDescription[]): ToolDescription {
  if (typeof item === 'string') {
    const known = functions.find(({ name }) => name === item)
    if (known) return known
    throw wrong(`there is no function "${item.slice(0, 80)}"`)
  }
  const tool = isObject(item) && isObject(item['function']) ? item['function'] : item
  if (!isObject(tool) || typeof tool['name'] !== 'string' || tool['name'] === '')
    throw wrong(`item ${index} needs a name`)
  const { name, description, parameters } = tool
  return {
    name,
    description: typeof description === 'string' ? description : '',
    parameters: isObject(parameters) ? parameters : { type: 'object', properties: {} },
  }
}

const wrong = (what: string) =>
  new NodeError('input_invalid', `"tools" is wrong: ${what}`, {
    field: 'tools',
    retryable: false,
    hint: 'A tool is {"name": "weather", "description": "…", "parameters": {…}} or the name of a function.',
  })

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
