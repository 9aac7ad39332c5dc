import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import type { CredentialService } from '@llamanexus/node-sdk'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { createFileService } from '../files/index.ts'
import { createHostGuard, createHttpService } from '../http/index.ts'
import { createNotifyService } from './index.ts'
import { mailConnection, mailServer } from './mail_connection.ts'

const policy = { allow_private: true }
const http = createHttpService({ policy })
let values: Record<string, string> = {}
const credentials: CredentialService = {
  open: async ({ id }) => ({ id, name: id, type: 'smtp', values }),
  authorize: async () => ({ headers: {}, query: {} }),
}
const service = createNotifyService({
  http,
  guard: createHostGuard({ policy }),
  credentials,
  files: createFileService({ root: import.meta.dirname }),
  inbox: { add: async () => ({ id: '' }) },
})

/** Both have a certificate of their own that nobody knows. */
const servers = {
  tls: smtpServer({ secure: true }),
  starttls: smtpServer({}),
}

before(async () => {
  for (const server of Object.values(servers)) {
    server.listen(0, '127.0.0.1')
    await once(server.server, 'listening')
  }
})
after(async () => {
  for (const server of Object.values(servers)) await new Promise<void>((resolve) => server.close(resolve))
  await http.close()
})

const send = (kind: keyof typeof servers, more: Record<string, string>) => {
  const { port } = servers[kind].server.address() as AddressInfo
  values = { host: 'localhost', port: String(port), username: 'app@example.com', password: 'p', ...more }
  return service.send({
    channel: 'email',
    credential: 'mail',
    message: 'Hello',
    mail: { to: ['ada@example.com'] },
    timeout_ms: 1000,
    source: { workflow_id: '', execution_id: '', node_id: '' },
    idempotency_key: '',
  })
}

test('a certificate that nobody knows is refused and named, from the start and with STARTTLS', async () => {
  const untrusted = {
    code: 'connect_failed',
    field: 'credential',
    retryable: false,
    message: /localhost shows a certificate that is not trusted: /,
    hint: /NODE_EXTRA_CA_CERTS/,
  }
  await assert.rejects(send('tls', { secure: 'true' }), untrusted)
  await assert.rejects(send('starttls', {}), untrusted)
})

test('TLS at the wrong time says which setting is to be changed', async () => {
  await assert.rejects(send('starttls', { secure: 'true' }), {
    code: 'connect_failed',
    message: 'localhost does not begin with TLS on that port',
    hint: /Switch “TLS from the start” off/,
  })
  await assert.rejects(send('tls', {}), { code: 'timeout', hint: /needs “TLS from the start”/ })
})

test('a password crosses the internet encrypted or not at all, and a network of your own as the server likes', () => {
  const server = (more: Record<string, string> = {}) =>
    mailServer({ host: 'mail.example.com', username: 'a', password: 'p', ...more })
  const isForced = (address: string, more?: Record<string, string>) =>
    mailConnection(server(more), address).requireTLS
  assert.equal(isForced('203.0.114.7'), true)
  assert.equal(isForced('10.0.0.5'), false)
  assert.equal(isForced('127.0.0.1'), false)
  assert.equal(isForced('203.0.114.7', { username: '' }), false)
  assert.equal(isForced('203.0.114.7', { secure: 'true' }), false)
})

function smtpServer(options: SMTPServerOptions): SMTPServer {
  const server = new SMTPServer({ authOptional: true, ...options })
  server.on('error', () => undefined)
  return server
}
