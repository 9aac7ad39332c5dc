import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** What the scripted server does with the next chat request. */
export type LlmReply =
  /** Streams the chunks one by one, where the request asks for a stream. */
  | { text: string | readonly string[]; finish_reason?: string; pause_ms?: number; usage?: boolean }
  | { tool_calls: readonly { id: string; name: string; arguments: string }[] }
  | { status: number; headers?: Record<string, string>; body?: unknown }
  /** Sends these chunks, then cuts the connection. */
  | { cut_after: readonly string[] }
  /** Sends these chunks, then nothing more. */
  | { hang_after: readonly string[] }

export interface LlmRequest {
  path: string
  authorization?: string
  // The wire format is the thing under test, so tests read it as it came.
  body: Record<string, unknown>
}

export interface LlmServer {
  /** Ends in `/v1`. */
  readonly url: string
  readonly requests: readonly LlmRequest[]
  /** Settles when so many requests have come in. */
  received(count: number): Promise<void>
  /** Settles when a client has closed its connection before the answer was complete. */
  readonly dropped: Promise<void>
  /** Adds replies; each chat request takes the next, and gets `Hello` when none is left. */
  script(...replies: LlmReply[]): void
  close(): Promise<void>
}

/** A server on 127.0.0.1 that speaks the OpenAI wire format: models, chat completions whole and streamed, tools, failures. */
export async function startLlmServer(models: readonly string[] = ['test-model']): Promise<LlmServer> {
  const requests: LlmRequest[] = []
  const replies: LlmReply[] = []
  const arrivals: { count: number; resolve: () => void }[] = []
  const drop = Promise.withResolvers<void>()

  const server = createServer((request, response) => {
    response.on('close', () => {
      if (!response.writableFinished) drop.resolve()
    })
    void answer(request, response).catch(() => response.destroy())
  })

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? ''
    if (path.endsWith('/models')) {
      return sendJson(response, 200, { object: 'list', data: models.map((id) => ({ id, object: 'model' })) })
    }
    const embeds = path.endsWith('/embeddings')
    if (!embeds && !path.endsWith('/chat/completions'))
      return sendJson(response, 404, { error: { message: 'No such path' } })
    const body = await readJson(request)
    requests.push({ path, authorization: request.headers.authorization, body })
    for (const each of arrivals) if (requests.length >= each.count) each.resolve()
    const next = replies[0]
    if (embeds && (!next || 'text' in next)) return sendEmbeddings(body, response)
    await perform(replies.shift() ?? { text: 'Hello' }, body, response)
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests,
    dropped: drop.promise,
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

async function perform(
  reply: LlmReply,
  body: Record<string, unknown>,
  response: ServerResponse,
): Promise<void> {
  if ('status' in reply) {
    for (const [name, value] of Object.entries(reply.headers ?? {})) response.setHeader(name, value)
    return sendJson(response, reply.status, reply.body ?? { error: { message: `Scripted ${reply.status}` } })
  }
  if ('cut_after' in reply) {
    await streamText(response, reply.cut_after, body)
    response.destroy()
    return
  }
  if ('hang_after' in reply) return streamText(response, reply.hang_after, body)
  if ('tool_calls' in reply) return sendToolCalls(reply.tool_calls, body, response)
  const chunks = typeof reply.text === 'string' ? [reply.text] : reply.text
  if (body.stream !== true)
    return sendWhole(response, { role: 'assistant', content: chunks.join('') }, body, reply)
  await streamText(response, chunks, body, reply.pause_ms)
  finish(response, body, reply.finish_reason ?? 'stop', reply.usage)
}

/** The vector that the server gives for a text, before anything is made of it. */
export const scriptedVector = (text: string): number[] => [text.length, text.charCodeAt(0) || 0, 3]

/** Last one first, since the order is not promised. */
function sendEmbeddings(body: Record<string, unknown>, response: ServerResponse): void {
  const texts = body.input as string[]
  const rows = texts.map((text, index) => ({ object: 'embedding', index, embedding: scriptedVector(text) }))
  const usage = { prompt_tokens: texts.length * 2, total_tokens: texts.length * 2 }
  sendJson(response, 200, { object: 'list', model: body.model, data: rows.toReversed(), usage })
}

const USAGE = { prompt_tokens: 7, completion_tokens: 5, total_tokens: 12 }

function sendToolCalls(
  calls: readonly { id: string; name: string; arguments: string }[],
  body: Record<string, unknown>,
  response: ServerResponse,
): void {
  const wire = calls.map(({ id, name, arguments: text }, index) => ({
    index,
    id,
    type: 'function',
    function: { name, arguments: text },
  }))
  if (body.stream !== true) {
    return sendWhole(response, { role: 'assistant', content: null, tool_calls: wire }, body, {
      finish_reason: 'tool_calls',
    })
  }
  startStream(response)
  for (const call of wire) {
    const middle = Math.floor(call.function.arguments.length / 2)
    const opened = {
      ...call,
      function: { ...call.function, arguments: call.function.arguments.slice(0, middle) },
    }
    const rest = { index: call.index, function: { arguments: call.function.arguments.slice(middle) } }
    sendChunk(response, body, { tool_calls: [opened] })
    sendChunk(response, body, { tool_calls: [rest] })
  }
  finish(response, body, 'tool_calls')
}

async function streamText(
  response: ServerResponse,
  chunks: readonly string[],
  body: Record<string, unknown>,
  pauseMs = 1,
): Promise<void> {
  startStream(response)
  for (const content of chunks) {
    sendChunk(response, body, { role: 'assistant', content })
    await pause(pauseMs)
  }
}

function startStream(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.flushHeaders()
}

const envelope = (body: Record<string, unknown>) => ({ id: 'chatcmpl-1', created: 1, model: body.model })

function sendChunk(response: ServerResponse, body: Record<string, unknown>, delta: object): void {
  const chunk = {
    ...envelope(body),
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason: null }],
  }
  response.write(`data: ${JSON.stringify(chunk)}\n\n`)
}

function finish(response: ServerResponse, body: Record<string, unknown>, reason: string, usage = true): void {
  const last = { ...envelope(body), object: 'chat.completion.chunk' }
  const choices = [{ index: 0, delta: {}, finish_reason: reason }]
  response.write(`data: ${JSON.stringify({ ...last, choices })}\n\n`)
  if (usage) response.write(`data: ${JSON.stringify({ ...last, choices: [], usage: USAGE })}\n\n`)
  response.end('data: [DONE]\n\n')
}

function sendWhole(
  response: ServerResponse,
  message: object,
  body: Record<string, unknown>,
  { finish_reason: reason = 'stop', usage = true }: { finish_reason?: string; usage?: boolean },
): void {
  const choices = [{ index: 0, message, finish_reason: reason }]
  sendJson(response, 200, {
    ...envelope(body),
    object: 'chat.completion',
    choices,
    ...(usage && { usage: USAGE }),
  })
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return JSON.parse(text) as Record<string, unknown>
}
