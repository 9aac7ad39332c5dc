import { type ChatMessage, type ChatRequest, type ChatResponse, NodeError } from '@llamanexus/node-sdk'
import type { JsonValue } from '@llamanexus/workflow'
import { plainText } from './chat_options.ts'

/** How long a model is taken to be blind that said so: it may be loaded anew, with what it lacked. */
const REMEMBERED_MS = 600_000

export interface Eyes {
  /** Of the model. */
  id: string
  /** What the provider tells; undefined where it does not. */
  sees: boolean | undefined
}

/**
 * Shows the pictures in tool results to models that see them, and only their names to others: those whose provider tells
 * so, and those that refuse them. Pictures that a user shows are sent in any case, for an answer without them is wrong.
 */
export function createToolPictures(now: () => number = Date.now) {
  /** Until when, by model. */
  const blind = new Map<string, number>()

  return async function askWithPictures(
    { id, sees }: Eyes,
    request: ChatRequest,
    ask: (request: ChatRequest) => Promise<ChatResponse>,
  ): Promise<ChatResponse> {
    if (!request.messages.some(hasPictures)) return ask(request)
    const named: ChatRequest = { ...request, messages: request.messages.map(withNamesOnly) }
    if (sees === false || (blind.get(id) ?? 0) > now()) return ask(named)
    try {
      return await ask(request)
    } catch (error) {
      if (!isRefusal(error)) throw error
      if (isAboutPictures(error) && !isAboutOne(error)) blind.set(id, now() + REMEMBERED_MS)
      request.onNotice?.(
        `${id} takes no pictures in tool results, and is told what they are: ${error.message}`,
      )
      return ask(named)
    }
  }
}

const hasPictures = ({ role, content }: ChatMessage): boolean =>
  role === 'tool' && typeof content !== 'string' && content.some(isPicture)

const isPicture = (part: JsonValue): boolean =>
  typeof part === 'object' && part !== null && !Array.isArray(part) && part['type'] === 'image_url'

const withNamesOnly = (message: ChatMessage): ChatMessage =>
  hasPictures(message)
    ? { ...message, content: `${plainText(message.content)}\n[This model is not shown pictures.]` }
    : message

/** One that the request itself is the cause of; some servers say so with a status of their own faults. */
function isRefusal(error: unknown): error is NodeError {
  if (!(error instanceof NodeError) || (error.code !== 'provider_error' && error.code !== 'model_unknown'))
    return false
  const { status } = (error.details ?? {}) as { status?: unknown }
  if (status === 400 || status === 413 || status === 415 || status === 422) return true
  return (status === 404 || status === 500 || status === 501) && isAboutPictures(error)
}

/** It is this picture that the model does not take. */
const isAboutOne = ({ message }: NodeError): boolean =>
  /exceed|too large|too many|dimension|invalid image|process image|corrupt|decode/i.test(message)

/** In the words of OpenAI, OpenRouter, llama.cpp, vLLM, Ollama, Mistral, Groq and DeepSeek. */
const isAboutPictures = ({ message }: NodeError): boolean =>
  /image|vision|multi-?modal|modalit|mmproj|content must be a string|role '?user'? after role '?tool'?/i.test(
    message,
  )
