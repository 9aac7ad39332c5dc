import {
  type ChatMessage,
  type ChatRequest,
  type LlmService,
  NodeError,
  type ToolCall,
  type ToolDescription,
} from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import { argumentFaults } from '../agent/argument_faults.ts'

export interface ModelRoute {
  tool: ToolDescription | undefined
  args: JsonObject
  reason: string
}

const SYSTEM = 'Call the one tool that does what is asked. Where none of them does, call none and say why.'

/** Lets a model choose. Arguments that do not fit are sent back once. Throws `NodeError` `args_invalid`, and as the model does. */
export async function routeByModel(
  query: string,
  tools: readonly ToolDescription[],
  model: Partial<ChatRequest>,
  chat: LlmService['chat'],
  signal: AbortSignal,
): Promise<ModelRoute> {
  const messages: ChatMessage[] = [
    { role: 'system', content: SYSTEM },
    { role: 'user', content: query },
  ]
  const ask = (tool_choice?: JsonValue) =>
    chat({
      ...model,
      messages,
      tools: tools.map(({ name, description, parameters }) => ({
        type: 'function',
        function: { name, description, parameters },
      })),
      ...(tool_choice !== undefined && { tool_choice }),
      signal,
    })
  const first = await ask()
  const [call] = first.tool_calls
  if (!call) return { tool: undefined, args: {}, reason: first.text || 'The model called none of the tools' }
  const faults = faultsOf(call, tools)
  const reason = first.text || 'The model called it'
  if (faults.length === 0) return chosen(call, tools, reason)
  messages.push(asMessage(call), {
    role: 'tool',
    tool_call_id: call.id,
    content: `Error: ${faults.join('; ')}. Call a tool again with arguments that fit.`,
  })
  const [again] = (await ask('required')).tool_calls
  const left = again ? faultsOf(again, tools) : faults
  if (again && left.length === 0) return chosen(again, tools, `${reason}; its arguments were mended once`)
  throw new NodeError(
    'args_invalid',
    `The arguments for "${(again ?? call).name}" do not fit: ${left.join('; ')}`,
    {
      field: 'tools',
      hint: 'Describe the parameters better, or use a stronger model.',
    },
  )
}

function faultsOf({ name, arguments: args, fault }: ToolCall, tools: readonly ToolDescription[]): string[] {
  if (fault) return [`they are ${fault}`]
  const tool = tools.find((each) => each.name === name)
  return tool ? argumentFaults(tool.parameters, args) : [`there is no tool "${name}"`]
}

const chosen = (call: ToolCall, tools: readonly ToolDescription[], reason: string): ModelRoute => ({
  tool: tools.find(({ name }) => name === call.name),
  args: call.arguments,
  reason,
})

const asMessage = ({ id, name, arguments: args }: ToolCall): ChatMessage => ({
  role: 'assistant',
  content: '',
  tool_calls: [{ id, type: 'function', function: { name, arguments: JSON.stringify(args) } }],
})
