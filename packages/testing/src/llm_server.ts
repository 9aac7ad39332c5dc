import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { anthropicWire } from './llm/anthropic_wire.ts'
import { openaiChatWire, openaiTextWire } from './llm/openai_wire.ts'
import { performReply, sendJson } from './llm/perform_reply.ts'
import type { LlmReply, LlmRequest, Wire } from './llm/reply.ts'

export type { LlmReply, LlmRequest } from './llm/reply.ts'

export interface LlmServer {
  /** Ends in `/v1`. */
  readonly url: string
  readonly requests: readonly LlmRequest[]
  /** Settles when so many requests have come in. */
  received(count: number): Promise<void>
  /** Settles when a client has closed its connection before the answer was complete. */
  readonly dropped: Promise<void>
  /** Settles when the next one does. */
  nextDrop(): Promise<void>
  /** Adds replies; each request to a model takes the next, and gets `Hello` when none is left. */
  script(...replies: LlmReply[]): void
  close(): Promise<void>
}

export interface LlmServerOptions {
  /** Says no to all that come without it, `Bearer` or `x-api-key`. */
  key?: string
  /** Has no `/completions`, as servers that only chat. */
  chat_only?: boolean
}

/** `/chat/completions` ends as `/completions` does, and so is looked for first. */
function wireOf(path: string): ((model: unknown) => Wire) | undefined {
  if (path.endsWith('/chat/completions')) return openaiChatWire
  if (path.endsWith('/completions')) return openaiTextWire
  return path.endsWith('/messages') ? anthropicWire : undefined
}

/**
 * A server on 127.0.0.1 that speaks the wire formats of OpenAI (models, chat and text completions, embeddings) and of
 * Anthropic (messages): whole and streamed answers, tools, failures.
 */
export async function startLlmServer(
  models: readonly (string | { id: string; [more: string]: unknown })[] = ['test-model'],
  options: LlmServerOptions = {},
): Promise<LlmServer> {
  const requests: LlmRequest[] = []
  const replies: LlmReply[] = []
  const arrivals: { count: number; resolve: () => void }[] = []
  let drops: (() => void)[] = []
  const nextDrop = () => new Promise<void>((resolve) => void drops.push(resolve))
  const dropped = nextDrop()

  const server = createServer((request, response) => {
    response.on('close', () => {
      if (response.writableFinished) return
      for (const resolve of drops) resolve()
      drops = []
    })
    void answer(request, response).catch(() => response.destroy())
  })

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname: path } = new URL(request.url ?? '/', 'http://x')
    const { authorization, 'x-api-key': key } = request.headers
    if (options.key && authorization !== `Bearer ${options.key}` && key !== options.key)
      return sendJson(response, 401, { error: { message: 'Wrong key' } })
    if (path.endsWith('/models')) return sendJson(response, 200, { object: 'list', data: models.map(listed) })
    const embeds = path.endsWith('/embeddings')
    const wire = wireOf(path)
    if (!embeds && (!wire || (options.chat_only && wire === openaiTextWire)))
      return sendJson(response, 404, { error: { message: 'No such path' } })
    const body = await readJson(request)
    requests.push({ path, authorization, headers: request.headers, body })
    for (const each of arrivals) if (requests.length >= each.count) each.resolve()
    const next = replies[0]
    if (embeds && (!next || 'text' in next)) return sendEmbeddings(body, response)
    await performReply(
      replies.shift() ?? { text: 'Hello' },
      (wire ?? openaiChatWire)(body.model),
      response,
      body.stream === true,
    )
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests,
    dropped,
    nextDrop,
    received: (count) =>
      new Promise((resolve) =>
        requests.length >= count ? resolve() : void arrivals.push({ count, resolve }),
      ),
    script: (...more) => void replies.push(...more),
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const listed = (model: string | { id: string }) =>
  typeof model === 'string' ? { id: model, object: 'model' } : { object: 'model', ...model }

/** The vector that the server gives for a text, before anything is made of it. */
export const scriptedVector = (text: string): number[] => [text.length, text.charCodeAt(0) || 0, 3]

/** Last one first, since the order is not promised. */
function sendEmbeddings(body: Record<string, unknown>, response: ServerResponse): void {
  const texts = body.input as string[]
  const rows = texts.map((text, index) => ({ object: 'embedding', index, embedding: scriptedVector(text) }))
  const usage = { prompt_tokens: texts.length * 2, total_tokens: texts.length * 2 }
  sendJson(response, 200, { object: 'list', model: body.model, data: rows.toReversed(), usage })
}

async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return JSON.parse(text) as Record<string, unknown>
}
