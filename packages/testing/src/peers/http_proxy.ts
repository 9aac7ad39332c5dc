import { createServer, type IncomingMessage, request as requestFrom, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, connect, type Socket } from 'node:net'

export interface TestProxy {
  port: number
  /** What it was asked for: `CONNECT host:port`, or a method and the whole address. */
  asked: { line: string; authorization: string | undefined }[]
  close(): void
}

/** A proxy as companies run them. It knows names under `.example`, all of which are this machine, and wants a password if told so. */
export async function startHttpProxy({
  password,
  keys,
}: {
  password?: string
  /** Makes it speak TLS itself. */
  keys?: { cert: Buffer; key: Buffer }
} = {}): Promise<TestProxy> {
  const asked: TestProxy['asked'] = []
  const sockets = new Set<Socket>()
  const wanted = password && `Basic ${Buffer.from(password).toString('base64')}`
  const note = (request: IncomingMessage) => {
    const authorization = request.headers['proxy-authorization']
    asked.push({ line: `${request.method} ${request.url}`, authorization })
    return !wanted || authorization === wanted
  }
  const server: Server = keys ? createTlsServer(keys) : createServer()
  server.on('request', (request, response) => {
    if (!note(request)) return void response.writeHead(407, { 'proxy-authenticate': 'Basic' }).end()
    const { port, pathname, search } = new URL(request.url ?? '')
    const { 'proxy-authorization': _, ...headers } = request.headers
    const onward = requestFrom({
      port,
      path: pathname + search,
      method: request.method,
      headers,
      agent: false,
    })
    onward.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    onward.on('error', () => response.writeHead(502).end())
    request.pipe(onward)
  })
  server.on('connection', (socket) => sockets.add(socket))
  server.on('connect', (request, socket: Socket) => {
    if (!note(request)) return void socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
    const [host = '', port] = (request.url ?? '').split(':')
    if (host.startsWith('forbidden')) return void socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
    const onward = connect(Number(port), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      onward.pipe(socket).pipe(onward)
    })
    sockets.add(onward)
    for (const end of [socket, onward]) end.on('error', () => (socket.destroy(), onward.destroy()))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    close() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
