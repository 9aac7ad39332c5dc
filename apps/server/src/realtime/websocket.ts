import websocketPlugin from '@fastify/websocket'
import type { ServerMessage } from '@llamanexus/contract'
import type { FastifyInstance } from 'fastify'
import type { App } from '../app.ts'
import { ApiProblem } from '../problems/api_problem.ts'
import { follow } from './follow.ts'
import { type ClientCommand, readClientMessage } from './read_client_message.ts'

/** The part of `ws`'s socket that is used here. */
interface Socket {
  readonly bufferedAmount: number
  readonly readyState: number
  send(data: string, sent?: (error?: Error) => void): void
  ping(): void
  terminate(): void
  close(code: number, reason: string): void
  on(event: 'message', listener: (data: Buffer) => void): void
  on(event: 'pong' | 'close' | 'error', listener: () => void): void
}

/** Bytes that may wait in a socket before its reader counts as slow and the pump waits for it. */
const maxBuffered = 256 * 1024
const maxChannels = 200
const heartbeatMs = 30_000

const address = '/api/v1/ws'

/**
 * Lets the one address be upgraded and refuses upgrades anywhere else. Before any hook that refuses a request, or a
 * refused upgrade leaves its socket open.
 */
export async function allowWebSockets(server: FastifyInstance): Promise<void> {
  await server.register(websocketPlugin, { options: { maxPayload: 64 * 1024 } })
  server.addHook('onRequest', (request, _reply, done) => {
    const elsewhere = request.ws && request.url.split('?')[0] !== address
    done(elsewhere ? new ApiProblem('not_found') : undefined)
  })
}

/** `/api/v1/ws`: channels `execution:{id}`, `workflow:{id}` and `approvals`. */
export function addWebSocket(server: FastifyInstance, app: App): void {
  const sockets = new Map<Socket, { alive: boolean }>()
  server.route({
    method: 'GET',
    url: address,
    handler() {
      throw new ApiProblem('upgrade_required', { headers: { connection: 'upgrade', upgrade: 'websocket' } })
    },
    wsHandler(socket: Socket) {
      const state = { alive: true }
      sockets.set(socket, state)
      socket.on('pong', () => {
        state.alive = true
      })
      socket.on('close', () => sockets.delete(socket))
      serve(socket, app)
    },
  })
  const heartbeat = setInterval(() => beat(sockets), heartbeatMs).unref()
  server.addHook('preClose', async () => {
    clearInterval(heartbeat)
    for (const socket of sockets.keys()) socket.close(1001, 'The server is shutting down')
  })
}

/** Ends connections that have not answered the last ping. */
function beat(sockets: ReadonlyMap<Socket, { alive: boolean }>): void {
  for (const [socket, state] of sockets) {
    if (!state.alive) socket.terminate()
    state.alive = false
    socket.ping()
  }
}

function serve(socket: Socket, app: App): void {
  const channels = new Map<string, AbortController>()
  const send = (message: ServerMessage) => {
    if (socket.readyState === open) socket.send(JSON.stringify(message))
  }
  socket.on('message', (data) => {
    const message = readClientMessage(String(data))
    if (message instanceof Error) send({ type: 'error', code: 'message_invalid', message: message.message })
    else if (message.type === 'ping') send({ type: 'pong' })
    else if (message.type === 'unsubscribe') leave(message.channel)
    else void join(message)
  })
  socket.on('close', () => [...channels.keys()].forEach(leave))
  socket.on('error', () => socket.terminate())

  function leave(channel: string): void {
    channels.get(channel)?.abort()
    channels.delete(channel)
  }

  async function join({ channel, kind, id, after }: Extract<ClientCommand, { type: 'subscribe' }>) {
    leave(channel)
    if (channels.size >= maxChannels)
      return send({ type: 'error', channel, code: 'too_many_channels', message: `At most ${maxChannels}` })
    const reader = new AbortController()
    channels.set(channel, reader)
    try {
      if (kind === 'workflow') joinWorkflow(channel, id, reader.signal)
      else if (kind === 'approvals') joinApprovals(channel, reader.signal)
      else await pump(channel, id, after, reader.signal)
    } catch {
      send({ type: 'error', channel, code: 'internal', message: 'The events could not be read.' })
    }
    if (kind === 'execution' && channels.get(channel) === reader) channels.delete(channel)
  }

  function joinWorkflow(channel: string, id: string, signal: AbortSignal): void {
    const stop = app.hub.watchWorkflow(id, (execution) => {
      // Statuses are few; a reader too slow for them loses some and reads the list again on its next visit.
      if (socket.bufferedAmount < maxBuffered) send({ type: 'execution', channel, execution })
    })
    signal.addEventListener('abort', stop)
    send({ type: 'subscribed', channel })
  }

  function joinApprovals(channel: string, signal: AbortSignal): void {
    const stop = app.desk.watch(({ id, status, open }) => {
      if (socket.bufferedAmount < maxBuffered)
        send({ type: 'approval', channel, approval: { id, status }, open })
    })
    signal.addEventListener('abort', stop)
    send({ type: 'subscribed', channel })
  }

  async function pump(channel: string, id: string, after: number, signal: AbortSignal): Promise<void> {
    const { store, hub } = app
    if (!(await store.executions.record(id)))
      return send({ type: 'error', channel, code: 'execution_not_found', message: 'There is no such run.' })
    send({ type: 'subscribed', channel })
    const steps = follow({
      hub,
      execution_id: id,
      after,
      read: (from, limit) => store.executions.events(id, from, limit),
      hasEnded: async () => ((await store.executions.record(id))?.completed_at ?? null) !== null,
      signal,
    })
    for await (const step of steps) {
      if (step.kind === 'catching_up') send({ type: 'catching_up', channel, from: step.from })
      else
        for (const event of step.entries) {
          if (signal.aborted) return
          await sendEvent(
            `{"type":"event","channel":${JSON.stringify(channel)},"event":${JSON.stringify(event)}}`,
          )
        }
    }
  }

  /** Waits for the network only when the reader is behind. */
  function sendEvent(text: string): Promise<void> | undefined {
    if (socket.readyState !== open) return undefined
    if (socket.bufferedAmount + text.length < maxBuffered) {
      socket.send(text)
      return undefined
    }
    return new Promise((resolve) => socket.send(text, () => resolve()))
  }
}

const open = 1
