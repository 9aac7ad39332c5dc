import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Call } from './command.ts'
import { publicUrlOf } from './public_url.ts'
import { trustedProxiesOf } from './trusted_proxies.ts'

const io = (env: Record<string, string>) => ({ io: { env } }) as unknown as Call

test('the public address is an origin, and what is none is told', () => {
  const read = (text: string) => publicUrlOf(io({ LLAMANEXUS_PUBLIC_URL: text }))
  assert.equal(publicUrlOf(io({})), undefined)
  assert.equal(read(' '), undefined)
  assert.equal(read('https://Flows.example.com/'), 'https://flows.example.com')
  assert.equal(read('http://10.0.0.2:8080'), 'http://10.0.0.2:8080')
  const wrong = {
    'flows.example.com': /no http or https/,
    'ftp://flows.example.com': /no http or https/,
    'https://flows.example.com/flows': /give https:\/\/flows\.example\.com,/,
    'https://flows.example.com/?a=1': /more than an origin/,
    'https://me:secret@flows.example.com': /"https:\/\/flows\.example\.com" has a name or password/,
  }
  for (const [text, message] of Object.entries(wrong))
    assert.throws(() => read(text), { exit_code: 2, message }, text)
})

test('trusted proxies are addresses and networks, and never everybody', () => {
  const read = (text: string) => trustedProxiesOf(io({ LLAMANEXUS_TRUSTED_PROXIES: text }))
  assert.deepEqual(trustedProxiesOf(io({})), [])
  assert.deepEqual(read('loopback, 10.0.0.0/8,::1,fd00::/8'), ['loopback', '10.0.0.0/8', '::1', 'fd00::/8'])
  for (const wrong of ['*', 'true', 'proxy.local', '10.0.0.0/33', '0.0.0.0/0', '10.0.0.0/8/8', '1'])
    assert.throws(() => read(wrong), { exit_code: 2, message: /LLAMANEXUS_TRUSTED_PROXIES: "/ }, wrong)
})
