import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import type { LlmReply, Wire } from './reply.ts'

/** Answers one request as the script says, in the format it was asked in. */
export async function performReply(
  reply: LlmReply,
  wire: Wire,
  response: ServerResponse,
  streams: boolean,
): Promise<void> {
  if ('status' in reply) {
    for (const [name, value] of Object.entries(reply.headers ?? {})) response.setHeader(name, value)
    return sendJson(
      response,
      reply.status,
      reply.body ?? wire.error(reply.status, `Scripted ${reply.status}`),
    )
  }
  if ('tool_calls' in reply) {
    const { tool_calls: calls } = reply
    if (!streams) return sendJson(response, 200, wire.whole({ calls, usage: true, cache: reply }))
    startStream(response, wire)
    response.end(wire.calls(calls) + wire.end('tool_calls', true, reply))
    return
  }
  if ('raw' in reply) return sendRaw(reply, response)
  if ('text' in reply) return sendText(reply, wire, response, streams)
  const isSilent = 'hang_after' in reply && reply.hang_after.length === 0
  startStream(response, isSilent ? undefined : wire)
  if ('endless' in reply) return sendForEver(reply.endless, wire, response)
  if ('cut_after' in reply) {
    await sendPieces(reply.cut_after, wire, response)
    response.destroy()
  } else if ('error_after' in reply) {
    await sendPieces(reply.error_after, wire, response)
    response.end(wire.streamError(reply.type ?? 'api_error', reply.message))
  } else await sendPieces(reply.hang_after, wire, response)
}

async function sendText(
  reply: Extract<LlmReply, { text: unknown }>,
  wire: Wire,
  response: ServerResponse,
  streams: boolean,
): Promise<void> {
  const pieces = typeof reply.text === 'string' ? [reply.text] : reply.text
  const { finish_reason: reason = 'stop', usage = true } = reply
  if (!streams)
    return sendJson(response, 200, wire.whole({ text: pieces.join(''), reason, usage, cache: reply }))
  startStream(response, wire)
  await sendPieces(pieces, wire, response, reply.pause_ms)
  response.end(wire.end(reason, usage, reply))
}

async function sendRaw(
  { raw, content_type = 'text/event-stream', cut }: Extract<LlmReply, { raw: unknown }>,
  response: ServerResponse,
): Promise<void> {
  response.writeHead(200, { 'content-type': content_type })
  for (const piece of raw) {
    response.write(piece)
    await pause(1)
  }
  if (cut) response.destroy()
  else response.end()
}

function startStream(response: ServerResponse, wire?: Wire): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.flushHeaders()
  if (wire) response.write(wire.start())
}

async function sendPieces(
  pieces: readonly string[],
  wire: Wire,
  response: ServerResponse,
  pauseMs = 1,
): Promise<void> {
  for (const piece of pieces) {
    response.write(wire.text(piece))
    await pause(pauseMs)
  }
}

async function sendForEver(piece: string, wire: Wire, response: ServerResponse): Promise<void> {
  const closed = new AbortController()
  response.on('close', () => closed.abort())
  while (!closed.signal.aborted)
    if (!response.write(wire.text(piece))) await once(response, 'drain', { signal: closed.signal })
}

/** As JSON; text is sent as it is. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  if (typeof body === 'string') return void response.writeHead(status).end(body)
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
