import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Call } from './command.ts'
import { proxiesOf } from './proxies_of.ts'

const proxiesIn = (env: Record<string, string>) => proxiesOf({ io: { env } as unknown as Call['io'] })

test('both spellings are read, the lower-case one first', () => {
  assert.deepEqual(proxiesIn({}), { http: undefined, https: undefined, except: undefined })
  const env = { HTTP_PROXY: 'a:1', http_proxy: '', HTTPS_PROXY: 'http://b:2', https_proxy: 'http://c:3' }
  assert.deepEqual(proxiesIn({ ...env, NO_PROXY: '*.corp' }), {
    http: 'a:1',
    https: 'http://c:3',
    except: '*.corp',
  })
})

test('what is no address of a proxy is told at the start, without the password that may stand in it', () => {
  for (const HTTPS_PROXY of ['socks5://me:s3cret@proxy:1080', 'http://me:s3cret@'])
    assert.throws(
      () => proxiesIn({ HTTPS_PROXY }),
      (error: Error) =>
        error.message.startsWith('HTTPS_PROXY is no address') && !error.message.includes('s3cret'),
    )
})
