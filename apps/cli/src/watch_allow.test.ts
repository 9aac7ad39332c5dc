import assert from 'node:assert/strict'
import { delimiter } from 'node:path'
import { test } from 'node:test'
import type { Call } from './command.ts'
import { watchAllowOf } from './watch_allow.ts'

const allowed = (LLAMANEXUS_WATCH_ALLOW?: string) =>
  watchAllowOf({ io: { env: { LLAMANEXUS_WATCH_ALLOW } } as unknown as Call['io'] })

test('directories that may be watched are absolute paths, separated as in PATH', () => {
  assert.deepEqual(allowed(), [])
  assert.deepEqual(allowed(['/srv/in', ' /mnt/share ', ''].join(delimiter)), ['/srv/in', '/mnt/share'])
  assert.throws(() => allowed('inbox'), /no absolute path/)
})
