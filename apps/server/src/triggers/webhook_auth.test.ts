import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { describe, it } from 'node:test'
import type { JsonObject } from '@llamanexus/workflow'
import { checkWebhookAuth } from './webhook_auth.ts'

const now = 1_700_000_000_000
const check = (auth: JsonObject, headers: Record<string, string> = {}, raw = '') =>
  checkWebhookAuth(auth, { headers, raw, now }).ok

describe('checkWebhookAuth', () => {
  it('lets everybody in where nothing is asked', () => {
    assert.ok(check({}))
    assert.ok(check({ type: 'none' }))
  })

  it('compares a header', () => {
    const auth = { type: 'header', header: 'X-Api-Key', value: 'k1' }
    assert.ok(check(auth, { 'x-api-key': 'k1' }))
    assert.ok(!check(auth, { 'x-api-key': 'k2' }))
    assert.ok(!check(auth))
  })

  it('lets nobody in where the secret is missing', () => {
    assert.ok(!check({ type: 'header', header: 'X-Api-Key' }, { 'x-api-key': '' }))
    assert.ok(!check({ type: 'basic' }, { authorization: `Basic ${btoa(':')}` }))
    assert.ok(!check({ type: 'hmac' }))
    assert.ok(!check({ type: 'something new' }))
  })

  it('reads basic credentials', () => {
    const auth = { type: 'basic', username: 'ada', password: 'pw' }
    assert.ok(check(auth, { authorization: `Basic ${btoa('ada:pw')}` }))
    assert.ok(check(auth, { authorization: `basic ${btoa('ada:pw')}` }))
    assert.ok(!check(auth, { authorization: `Basic ${btoa('ada:no')}` }))
    assert.ok(!check(auth, { authorization: `Bearer ${btoa('ada:pw')}` }))
    assert.ok(!check(auth, { authorization: btoa('ada:pw') }))
  })

  it('checks a signature and its age', () => {
    const auth = { type: 'hmac', secret: 's3', header: 'X-Signature', timestamp_header: 'X-Timestamp' }
    const sign = (timestamp: number, body: string) => ({
      'x-timestamp': String(timestamp),
      'x-signature': createHmac('sha256', 's3').update(`${timestamp}.${body}`).digest('hex'),
    })
    assert.ok(check(auth, sign(now / 1000, '{}'), '{}'))
    assert.ok(!check(auth, sign(now / 1000, '{}'), '{"a":1}'))
    assert.ok(!check(auth, sign(now / 1000 - 301, '{}'), '{}'))
  })

  it('checks the signatures of GitHub and Stripe', () => {
    const raw = '{"a":1}'
    const now = 1_700_000_000_000
    const hmac = (text: string, key = 'k') => createHmac('sha256', key).update(text).digest('hex')
    const check = (scheme: string, headers: Record<string, string>) =>
      checkWebhookAuth({ type: 'hmac', scheme, secret: 'k' }, { headers, raw, now }).ok
    assert.equal(check('github', { 'x-hub-signature-256': `sha256=${hmac(raw)}` }), true)
    assert.equal(check('github', { 'x-hub-signature-256': `sha256=${hmac(raw, 'other')}` }), false)
    assert.equal(check('github', { 'x-hub-signature-256': hmac(raw) }), false)
    assert.equal(check('github', {}), false)
    const t = now / 1000
    const stripe = (at: number, ...signatures: string[]) => ({
      'stripe-signature': [`t=${at}`, ...signatures.map((one) => `v1=${one}`)].join(','),
    })
    assert.equal(check('stripe', stripe(t, hmac(`${t}.${raw}`))), true)
    assert.equal(check('stripe', stripe(t, hmac('old'), hmac(`${t}.${raw}`))), true)
    assert.equal(check('stripe', stripe(t - 301, hmac(`${t - 301}.${raw}`))), false)
    assert.equal(check('stripe', stripe(t, hmac(raw))), false)
    assert.equal(check('stripe', { 'stripe-signature': `v1=${hmac(raw)}` }), false)
  })
})
