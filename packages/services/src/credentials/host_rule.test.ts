import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { hostRuleText, namesHost, parseHostRule } from './host_rule.ts'

const shown = (text: string): string | undefined => {
  const rule = parseHostRule(text)
  return rule && hostRuleText(rule)
}

describe('the hosts of a credential', () => {
  it('are kept in one spelling', () => {
    for (const [given, kept] of [
      ['api.example.com', 'api.example.com'],
      [' API.Example.COM. ', 'api.example.com'],
      ['api.example.com:8443', 'api.example.com:8443'],
      ['*.example.com', '*.example.com'],
      ['*.example.com:8080', '*.example.com:8080'],
      ['https://api.example.com/v1?x=1', 'api.example.com'],
      ['http://127.0.0.1:9000/', '127.0.0.1:9000'],
      ['127.1', '127.0.0.1'],
      ['[::1]:80', '[::1]:80'],
      ['localhost:3000', 'localhost:3000'],
      ['bücher.example', 'xn--bcher-kva.example'],
    ] as const)
      assert.equal(shown(given), kept, given)
  })

  it('are refused where they could be read in two ways', () => {
    for (const text of [
      '',
      '*',
      '*.com',
      '*.*.example.com',
      'api.*.com',
      'api*.example.com',
      '*example.com',
      '*.127.0.0.1',
      'evil.com/@good.com',
      'good.com@evil.com',
      'https://good.com@evil.com/',
      'good.com\\evil.com',
      'good.com#evil.com',
      'good.com?evil.com',
      'good.com evil.com',
      'good.com%2eevil.com',
      'good.com:0',
      'good.com:65536',
      'good.com:http',
      'ftp://good.com',
      'javascript:alert(1)',
      '..',
      'a..b',
    ])
      assert.equal(shown(text), undefined, text)
  })

  it('match exactly', () => {
    const rules = ['good.com', 'api.good.com:8443', '*.wild.com', '127.0.0.1:9000', 'xn--bcher-kva.example']
    for (const host of [
      'good.com',
      'GOOD.com.',
      'good.com:443',
      'api.good.com:8443',
      'a.wild.com',
      'a.b.wild.com',
    ])
      assert.equal(namesHost(rules, host, 443), true, host)
    assert.equal(namesHost(rules, '127.1:9000', 80), true)
    assert.equal(namesHost(rules, 'bücher.example', 443), true)
    for (const host of [
      'evilgood.com',
      'good.com.evil.com',
      'evil.com',
      'api.good.com',
      'good.com:8443',
      'good.com:80',
      'wild.com',
      'evilwild.com',
      'a.wild.com:8080',
      'a.wild.com.evil.com',
      'evil.com/@good.com',
      'good.com@evil.com',
      'user:x@good.com',
      '127.0.0.1',
      '127.0.0.1:9001',
      // Cyrillic о.
      'gооd.com',
      'gооd.com',
      'good.com%00.evil.com',
      '',
      '.wild.com',
      '[::ffff:127.0.0.1]:9000',
    ])
      assert.equal(namesHost(rules, host, 443), false, host)
  })

  it('without a port name the usual one, whatever it is', () => {
    assert.equal(namesHost(['good.com'], 'good.com', 80), true)
    assert.equal(namesHost(['good.com:443'], 'good.com', 443), true)
    assert.equal(namesHost(['good.com:443'], 'good.com', 80), false)
    assert.equal(namesHost(['good.com'], 'good.com:443', 80), false)
  })

  it('are none where there are none', () => assert.equal(namesHost([], 'good.com', 443), false))
})
