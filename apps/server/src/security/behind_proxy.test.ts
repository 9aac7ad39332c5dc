import assert from 'node:assert/strict'
import { once } from 'node:events'
import { describe, it } from 'node:test'
import type { StartOptions } from '../start_server.ts'
import { webhook } from '../testing/drafts.ts'
import { openTestServer, type TestServer } from '../testing/test_server.ts'
import { openTlsProxy, type TlsProxy } from '../testing/tls_proxy.ts'

const name = 'flows.example.com'
const origin = `https://${name}`
const trusted_proxies = ['127.0.0.1']

/** A server with a proxy before it that ends TLS. */
async function behind(
  options: StartOptions,
  kind: Parameters<typeof openTlsProxy>[2],
  test: (proxy: TlsProxy, server: TestServer) => Promise<void>,
) {
  const server = await openTestServer(options)
  const proxy = await openTlsProxy(server.server.url, name, kind)
  try {
    await test(proxy, server)
  } finally {
    await proxy.close()
    await server.close()
  }
}

/** The addresses that the server tells: of a link, and of a webhook. */
async function told({ ask }: TlsProxy, server: TestServer): Promise<string[]> {
  const { id } = await server.create(webhook({ path: 'told' }))
  const shared = await ask(`/api/v1/workflows/${id}/share`, { method: 'POST', headers: { origin } })
  assert.equal(shared.status, 201, shared.body)
  const triggers = await ask(`/api/v1/workflows/${id}/triggers`)
  const { address } = JSON.parse(triggers.body).items[0]
  return [JSON.parse(shared.body).url, address.production, address.test].map((url) => new URL(url).origin)
}

describe('a server behind a proxy that ends TLS', () => {
  it('tells the address that it is set up with, whatever the proxy passes on', async () => {
    for (const keeps_host of [true, false])
      await behind({ public_url: origin }, { keeps_host, forwards: false }, async (proxy, server) => {
        assert.deepEqual(await told(proxy, server), [origin, origin, origin])
        const { body } = await proxy.ask('/api/openapi.json')
        assert.deepEqual(JSON.parse(body).servers, [{ url: origin }])
      })
  })

  it('tells the address that a trusted proxy was called by', async () => {
    for (const keeps_host of [true, false])
      await behind({ allowed_hosts: [name], trusted_proxies }, { keeps_host }, async (proxy, server) =>
        assert.deepEqual(await told(proxy, server), [origin, origin, origin]),
      )
  })

  it('believes no other proxy', () =>
    behind({ allowed_hosts: [name], trusted_proxies: ['192.0.2.1'] }, {}, async (proxy, server) =>
      assert.deepEqual(await told(proxy, server), Array(3).fill(`http://${name}`)),
    ))

  it('opens its WebSocket to its own page, and to no other', () =>
    behind({ public_url: origin, trusted_proxies }, {}, async ({ upgrade }) => {
      const { status, socket } = await upgrade('/api/v1/ws', { origin })
      assert.equal(status, 101)
      // A masked text message, with a mask of zeros.
      const ping = Buffer.from('{"type":"ping"}')
      socket?.write(Buffer.concat([Buffer.from([0x81, 0x80 | ping.length, 0, 0, 0, 0]), ping]))
      const [answer] = socket ? await once(socket, 'data') : []
      assert.match(String(answer), /"pong"/)
      socket?.destroy()
      assert.equal((await upgrade('/api/v1/ws', { origin: 'https://evil.example' })).status, 403)
    }))

  it('refuses pages of other sites, and names that are not its own', () =>
    behind({ public_url: origin, trusted_proxies }, {}, async ({ ask }, { server }) => {
      const post = (headers: Record<string, string>) =>
        ask('/api/v1/workflows', {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: '{"name": "x"}',
        })
      assert.equal((await post({ origin })).status, 201)
      assert.match((await post({ origin: 'https://evil.example' })).body, /origin_refused/)
      const other = await ask('/api/v1/workflows', { headers: { host: 'other.example' } })
      assert.match(other.body, /host_refused/)
      assert.match(other.body, /\\"other\.example\\".*LLAMANEXUS_PUBLIC_URL/)
      // A page that has pointed its own name here may send whatever headers it likes.
      const { get } = await import('node:http')
      const headers = { host: 'evil.example', 'x-forwarded-host': name }
      const [answer] = await once(
        get(`${server.url}/api/v1/workflows`, { headers, agent: false }),
        'response',
      )
      answer.resume()
      assert.equal(answer.statusCode, 403)
    }))
})
