import type { ClientMessage, ServerMessage } from '@llamanexus/contract'

export interface TestSocket {
  send(message: ClientMessage | string): void
  /** The next message, in the order they came. */
  next(): Promise<ServerMessage>
  close(): void
}

/** A connection to `/api/v1/ws` of a server. */
export async function openSocket(serverUrl: string): Promise<TestSocket> {
  const socket = new WebSocket(`${serverUrl.replace('http', 'ws')}/api/v1/ws`)
  const arrived: ServerMessage[] = []
  let wake = () => {}
  socket.addEventListener('message', ({ data }) => {
    arrived.push(JSON.parse(String(data)) as ServerMessage)
    wake()
  })
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve)
    socket.addEventListener('error', reject)
  })
  return {
    send: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    async next() {
      for (;;) {
        const message = arrived.shift()
        if (message) return message
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
    close: () => socket.close(),
  }
}
