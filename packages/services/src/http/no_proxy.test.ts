import assert from 'node:assert/strict'
import { test } from 'node:test'
import { proxySettings } from './proxy_settings.ts'

const goes = (address: string, except: string, own = {}) =>
  proxySettings({ http: 'plain.example:3128', https: 'https://secure.example', except, ...own })(
    new URL(address),
  )?.host ?? 'direct'

test('each protocol has its proxy, a WebSocket that of its page', () => {
  assert.equal(goes('http://a.example', ''), 'plain.example:3128')
  assert.equal(goes('ws://a.example', ''), 'plain.example:3128')
  assert.equal(goes('https://a.example', ''), 'secure.example')
  assert.equal(goes('wss://a.example', ''), 'secure.example')
  assert.equal(goes('https://a.example', '', { https: '' }), 'direct')
  assert.equal(proxySettings()(new URL('https://a.example')), undefined)
})

test('this machine is never reached through a proxy', () => {
  for (const host of ['localhost', 'localhost.', '127.0.0.1', '127.8.8.8', '[::1]', '0x7f.1'])
    assert.equal(goes(`http://${host}:8080/`, ''), 'direct', host)
  assert.equal(goes('http://127.0.0.1.example/', ''), 'plain.example:3128')
})

test('NO_PROXY takes names and what is below them, addresses, ranges and ports', () => {
  const cases: [address: string, rules: string, isDirect: boolean][] = [
    ['http://a.example', '*', true],
    ['http://corp.example', 'corp.example', true],
    ['http://x.corp.example', 'corp.example', true],
    ['http://x.corp.example', '.corp.example', true],
    ['http://x.corp.example', '*.CORP.example', true],
    ['http://xcorp.example', 'corp.example', false],
    ['http://corp.example.', 'other, corp.example', true],
    ['http://corp.example:81', 'corp.example:80', false],
    ['https://corp.example', 'corp.example:443', true],
    ['http://10.1.2.3', '10.0.0.0/8', true],
    ['http://11.1.2.3', '10.0.0.0/8', false],
    ['http://10.1.2.3:80', '10.1.2.3:80', true],
    ['http://[2001:db8::1]', '2001:db8:0::1', true],
    ['http://[2001:db8::1]:8080', '[2001:db8::1]:8080', true],
    ['http://[2001:db8::1]:8081', '[2001:db8::1]:8080', false],
    ['http://1.10.1.2.3.example', '3.example', true],
    ['http://a.example', 'nonsense/99 , , ', false],
  ]
  for (const [address, rules, isDirect] of cases)
    assert.equal(goes(address, rules) === 'direct', isDirect, `${address} with ${rules}`)
})

test('what is no proxy is refused, without the password that may stand in it', () => {
  for (const https of ['socks5://user:s3cret@proxy:1080', 'http://user:s3cret@', 'user:s3cret@[proxy']) {
    assert.throws(
      () => proxySettings({ https }),
      (error: Error & { code?: string }) =>
        error.code === 'proxy_invalid' && !error.message.includes('s3cret'),
    )
  }
})
