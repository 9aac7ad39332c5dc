import websocketPlugin from '@fastify/websocket'
import type { FastifyInstance } from 'fastify'
import type { App } from '../app.ts'
import { ApiProblem } from '../problems/api_problem.ts'
import { channels } from './channels.ts'
import { type ClientCommand, readClientMessage } from './read_client_message.ts'
import { type Socket, socketReader } from './socket_reader.ts'

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

/** `/api/v1/ws`: one connection for as many channels as a page needs. */
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
  const joined = new Map<string, AbortController>()
  const reader = socketReader(socket)
  socket.on('message', (data) => {
    const message = readClientMessage(String(data))
    if (message instanceof Error)
      reader.say({ type: 'error', code: 'message_invalid', message: message.message })
    else if (message.type === 'ping') reader.say({ type: 'pong' })
    else if (message.type === 'unsubscribe') leave(message.channel)
    else void join(message)
  })
  socket.on('close', () => [...joined.keys()].forEach(leave))
  socket.on('error', () => socket.terminate())

  function leave(channel: string): void {
    joined.get(channel)?.abort()
    joined.delete(channel)
  }

  async function join({ channel, kind, id, after }: Extract<ClientCommand, { type: 'subscribe' }>) {
    leave(channel)
    if (joined.size >= maxChannels)
      return reader.say({
        type: 'error',
        channel,
        code: 'too_many_channels',
        message: `At most ${maxChannels}`,
      })
    const mine = new AbortController()
    joined.set(channel, mine)
    try {
      await channels[kind]({ name: channel, id, after, reader, signal: mine.signal }, app)
    } catch {
      reader.say({ type: 'error', channel, code: 'internal', message: 'What is new could not be read.' })
    }
    mine.abort()
    if (joined.get(channel) === mine) joined.delete(channel)
  }
}
