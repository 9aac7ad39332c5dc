import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { test } from 'node:test'
import { promisify } from 'node:util'

test('whoever gets hold of a module of Node reaches nobody with it', async () => {
  let connections = 0
  const server = createServer(() => connections++).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const broken = new URL('./break_network.ts', import.meta.url).href
  const attempt = (before: string) =>
    promisify(execFile)(process.execPath, ['--input-type=module', '-e', before + ATTEMPTS, String(port)])
  const open = JSON.parse((await attempt('')).stdout) as Outcome
  assert.ok(open.reached.length > 10, `these attempts get through by themselves: ${open.reached.join()}`)
  const before = connections
  const { reached, refused } = JSON.parse(
    (await attempt(`const { breakNetwork } = await import('${broken}'); breakNetwork();`)).stdout,
  ) as Outcome
  server.close()
  assert.deepEqual(reached, [])
  assert.deepEqual(refused.toSorted(), [...open.reached, ...open.refused].toSorted())
  assert.equal(connections, before)
})

interface Outcome {
  reached: string[]
  refused: string[]
}

const ATTEMPTS = `
const [net, tls, http, http2, dgram, dns] = await Promise.all(['net', 'tls', 'http', 'http2', 'dgram', 'dns'].map((name) => import('node:' + name)))
const port = Number(process.argv[1]), host = '127.0.0.1'
const settled = (start) => new Promise((yes, no) => start(yes, no))
const attempts = {
  connect: () => settled((yes, no) => net.connect(port, host, yes).on('error', no)),
  name: () => settled((yes, no) => net.connect(port, 'localhost', yes).on('error', no)),
  tls: () => settled((yes, no) => tls.connect(port, host).on('connect', yes).on('error', no)),
  http: () => settled((yes, no) => http.get({ host, port }).on('socket', (s) => s.on('connect', yes)).on('error', no)),
  http2: () => settled((yes, no) => http2.connect('http://' + host + ':' + port).on('connect', yes).on('error', no)),
  fetch: () => Promise.race([fetch('http://' + host + ':' + port), new Promise((yes) => setTimeout(yes, 500))]),
  listen: () => settled((yes, no) => net.createServer().on('error', no).listen(0, host, yes)),
  udp: () => settled((yes, no) => dgram.createSocket('udp4').on('error', no).send('x', port, host, (e) => e ? no(e) : yes())),
  udp6: () => settled((yes, no) => dgram.createSocket('udp6').on('error', no).bind(0, '::1', yes)),
  lookup: () => settled((yes, no) => dns.lookup('localhost', (e) => e ? no(e) : yes())),
  imported: () => settled((yes, no) => dns.default.lookup('localhost', (e) => e ? no(e) : yes())),
  promised: () => dns.promises.lookup('localhost'),
  service: () => dns.promises.lookupService(host, 80),
  again: () => { net.Socket.prototype.connect = undefined; return settled((yes, no) => net.createServer().on('error', no).listen(0, yes)) },
  pipe: () => settled((yes, no) => net.createServer().on('error', no).listen(process.platform === 'win32' ? '\\\\\\\\.\\\\pipe\\\\n' + process.pid : '/tmp/llamanexus-' + process.pid, yes)),
}
const reached = [], refused = []
for (const [name, attempt] of Object.entries(attempts)) await (async () => attempt())().then(() => reached.push(name), () => refused.push(name))
process.stdout.write(JSON.stringify({ reached, refused }), () => process.exit())
`
