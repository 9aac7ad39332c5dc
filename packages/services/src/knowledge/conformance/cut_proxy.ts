import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A way to a server on this machine that can be cut. */
export interface CutProxy {
  port: number
  /** From now on a connection is cut once so many bytes more have gone to the server through it; undefined: never. */
  cutAfter(bytes: number | undefined): void
  stop(): Promise<void>
}

export async function startCutProxy(target: number): Promise<CutProxy> {
  let left = Number.POSITIVE_INFINITY
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1')
    const end = () => {
      client.destroy()
      upstream.destroy()
    }
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket
        .on('error', end)
        .on('close', end)
        .on('close', () => sockets.delete(socket))
    }
    client.on('data', (data) => {
      left -= data.length
      if (left >= 0) upstream.write(data)
      else end()
    })
    upstream.pipe(client)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    cutAfter: (bytes = Number.POSITIVE_INFINITY) => void (left = bytes),
    async stop() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
