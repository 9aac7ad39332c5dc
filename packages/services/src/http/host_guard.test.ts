import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Resolve } from './guarded_lookup.ts'
import { createHostGuard } from './host_guard.ts'

const names: Record<string, string[]> = {
  'db.example.com': ['93.184.216.34'],
  'inside.example.com': ['10.0.0.5'],
  'both.example.com': ['93.184.216.34', '127.0.0.1'],
}
const resolve: Resolve = (host, callback) => {
  const found = names[host]
  if (found)
    callback(
      null,
      found.map((address) => ({ address, family: 4 })),
    )
  else callback(Object.assign(new Error('ENOTFOUND'), { code: 'ENOTFOUND' }), [])
}

test('a host is connected to at the address that was checked', async () => {
  const guard = createHostGuard({ policy: {}, resolve })
  assert.deepEqual(await guard.checked('db.example.com', 5432), { address: '93.184.216.34', family: 4 })
  for (const host of ['inside.example.com', 'both.example.com', '127.0.0.1', '[::1]', '169.254.169.254'])
    await assert.rejects(guard.checked(host, 5432), { code: 'address_refused' }, host)
  await assert.rejects(guard.checked('nowhere.example.com', 1), { code: 'host_unknown' })
})

test('what an administrator lets through is let through, for that port only', async () => {
  const guard = createHostGuard({ policy: { allow: ['inside.example.com:5432'] }, resolve })
  assert.equal((await guard.checked('inside.example.com', 5432)).address, '10.0.0.5')
  await assert.rejects(guard.checked('inside.example.com', 22), { code: 'address_refused' })
})

test('what is let through by its paths alone is closed to protocols that have none', async () => {
  const guard = createHostGuard({
    policy: { allow_paths: [{ origin: 'http://127.0.0.1:80', prefix: '/demo/' }] },
  })
  await assert.rejects(guard.checked('127.0.0.1', 80), { code: 'address_refused' })
})
