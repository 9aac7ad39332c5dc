import assert from 'node:assert/strict'
import { test } from 'node:test'
import { retryAfterMs } from './retry_after_ms.ts'

test('Retry-After is read as seconds or as a date', () => {
  const now = Date.UTC(2030, 0, 1)
  assert.equal(retryAfterMs('120', now), 120_000)
  assert.equal(retryAfterMs('Tue, 01 Jan 2030 00:00:05 GMT', now), 5000)
  assert.equal(retryAfterMs('Tue, 01 Jan 2019 00:00:05 GMT', now), 0)
  assert.equal(retryAfterMs('soon', now), undefined)
  assert.equal(retryAfterMs(undefined, now), undefined)
})
