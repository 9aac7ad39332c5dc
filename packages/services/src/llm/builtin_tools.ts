import type { ChatRequest, ToolCall } from '@llamanexus/node-sdk'
import type { JsonObject } from '@llamanexus/workflow'
import { fillSchema } from './builtin_fill.ts'
import type { BuiltinPrompt } from './builtin_prompt.ts'
import { functionTool, plainText, toolChoice } from './chat_options.ts'
import { scores } from './lexical.ts'

/**
 * The tool whose name and description share most with what is asked, once for each message of the user; none where
 * nothing is shared. Its arguments are filled from the text, or from the question where there is no text.
 */
export function fittingCall(request: ChatRequest, prompt: BuiltinPrompt): ToolCall | undefined {
  if (toolChoice(request.tool_choice)?.type === 'none' || hasCalled(request)) return undefined
  const tools = (request.tools ?? []).map(functionTool)
  const words = tools.map(({ name, description = '' }) => `${name.replace(/[_-]+/g, ' ')} ${description}`)
  const rated = scores(prompt.question, words)
  const top = Math.max(0, ...rated)
  const tool = tools[rated.indexOf(top)]
  if (top === 0 || !tool) return undefined
  const source = prompt.sentences.length > 0 ? prompt : { ...prompt, sentences: [prompt.question] }
  const filled = fillSchema(tool.inputSchema as JsonObject, source) as JsonObject
  return { id: `call_${tool.name}`, name: tool.name, arguments: filled }
}

/** What the tools answered last, where there is nothing that fits the question better. */
export function lastResult({ messages }: ChatRequest): string | undefined {
  const last = messages.at(-1)
  return last?.role === 'tool' ? plainText(last.content) : undefined
}

function hasCalled({ messages }: ChatRequest): boolean {
  const asked = messages.findLastIndex(({ role }) => role === 'user')
  return messages.slice(asked + 1).some(({ role }) => role === 'tool')
}
