import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { barDescriptors, canBarDescriptors } from './bar_descriptors.ts'

const skip = (await canBarDescriptors()) ? false : 'needs prlimit of util-linux; run it on Linux'

test('a process that is barred gets no socket, no file and no look-up of a name', { skip }, async () => {
  let connections = 0
  const server = createServer(() => connections++).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const child = spawn(process.execPath, ['-e', ATTEMPTS, JSON.stringify(server.address())], {
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  let told = ''
  child.stdout.on('data', (piece) => (told += String(piece)))
  await once(child.stdout, 'data')
  assert.equal(await barDescriptors(child.pid ?? 0), true)
  child.stdin.end('go')
  await once(child, 'close')
  server.close()
  const { reached, refused } = JSON.parse(told.slice('up'.length)) as Record<string, string[]>
  assert.deepEqual(reached, [])
  assert.equal(refused?.length, 5)
  assert.equal(connections, 0)
})

test('of a process that has gone, nothing is said to hold', async () => {
  const child = spawn(process.execPath, ['-e', ''])
  await once(child, 'close')
  assert.equal(await barDescriptors(child.pid ?? 0), false)
})

const ATTEMPTS = `
const [net, dgram, fs, dns] = ['net', 'dgram', 'fs', 'dns'].map(require)
const { port } = JSON.parse(process.argv[1])
const attempts = {
  tcp: () => new Promise((yes, no) => net.connect(port, '127.0.0.1', yes).on('error', no)),
  udp: () => new Promise((yes, no) => dgram.createSocket('udp4').on('error', no).send('x', port, '127.0.0.1', (e) => e ? no(e) : yes())),
  listen: () => new Promise((yes, no) => net.createServer().on('error', no).listen(0, yes)),
  read: async () => fs.readFileSync('/proc/self/status'),
  name: () => dns.promises.lookup('name.example'),
}
process.stdin.once('data', async () => {
  const reached = [], refused = []
  for (const [name, attempt] of Object.entries(attempts)) await attempt().then(() => reached.push(name), () => refused.push(name))
  fs.writeSync(1, JSON.stringify({ reached, refused }))
  process.exit()
})
fs.writeSync(1, 'up')
`
