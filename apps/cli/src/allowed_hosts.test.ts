import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { startServer } from '@llamanexus/server'
import { allowedHostsOf } from './allowed_hosts.ts'
import type { Call } from './command.ts'

const hostsIn = (text: string | undefined) =>
  allowedHostsOf({ io: { env: { LLAMANEXUS_ALLOWED_HOSTS: text } } as unknown as Call['io'] })

test('names of hosts are separated by commas, and what is none is told', () => {
  assert.deepEqual(hostsIn(undefined), [])
  assert.deepEqual(hostsIn('flows.example.com, [::1]:8443,10.0.0.2:80,'), [
    'flows.example.com',
    '[::1]:8443',
    '10.0.0.2:80',
  ])
  for (const wrong of ['https://flows.example.com', 'a b', 'flows.example.com/x', '*'])
    assert.throws(() => hostsIn(wrong), { exit_code: 2, message: /LLAMANEXUS_ALLOWED_HOSTS/ }, wrong)
})

test('a server answers to the names that it is given, and to no other', async () => {
  const home = await mkdtemp(join(tmpdir(), 'llamanexus-hosts-'))
  const allowed_hosts = hostsIn('Flows.example.com')
  const server = await startServer({ home, port: 0, log_level: 'silent', examples: false, allowed_hosts })
  const statusFor = (host: string) =>
    new Promise((resolve, reject) => {
      get(`${server.url}/api/v1/workflows`, { headers: { host } }, (answer) => {
        answer.resume()
        resolve(answer.statusCode)
      }).on('error', reject)
    })
  try {
    assert.equal(await statusFor('flows.example.com'), 200)
    assert.equal(await statusFor('other.example.com'), 403)
  } finally {
    await server.close()
    await rm(home, { recursive: true, force: true })
  }
})
