import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { NoSqlRequest } from '@llamanexus/node-sdk'
import { type Peer, startRedis, withoutRedis } from '@llamanexus/testing/peers'
import type { JsonObject } from '@llamanexus/workflow'
import { createHostGuard } from '../http/host_guard.ts'
import { createNoSqlService } from './nosql_service.ts'

describe('Redis', { skip: withoutRedis() }, () => {
  const service = createNoSqlService({ guard: createHostGuard({ policy: { allow_private: true } }) })
  let redis: Peer
  before(async () => void (redis = await startRedis()))
  after(async () => {
    await service.close()
    await redis?.stop()
  })
  const run = (query: JsonObject, rest: Partial<NoSqlRequest> = {}) =>
    service.query({
      connection: redis.url,
      query,
      read_only: false,
      max_results: 100,
      timeout_ms: 20_000,
      ...rest,
    })
  const results = async (...args: Parameters<typeof run>) => (await run(...args)).results

  test('a command gives what the server answers', async () => {
    assert.deepEqual(await results({ command: 'set', args: ['greeting', 'grüezi'] }), ['OK'])
    assert.deepEqual(await results({ command: 'GET', args: ['greeting'] }), ['grüezi'])
    assert.deepEqual(await results({ command: 'GET', args: ['nothing'] }), [null])
    await results({ command: 'HSET', args: ['h', 'a', 1, 'b', { c: true }] })
    assert.deepEqual(await results({ command: 'HGETALL', args: ['h'] }), [{ a: '1', b: '{"c":true}' }])
    await results({ command: 'RPUSH', args: ['list', 1, 2, 3] })
    assert.deepEqual(await results({ command: 'LRANGE', args: ['list', 0, -1] }), ['1', '2', '3'])
    assert.deepEqual(await run({ command: 'LRANGE', args: ['list', 0, -1] }, { max_results: 2 }), {
      results: ['1', '2'],
      truncated: true,
    })
  })

  test('several commands are one transaction', async () => {
    const commands = [
      ['SET', 'n', 1],
      ['INCRBY', 'n', 4],
      ['GET', 'n'],
    ]
    assert.deepEqual(await results({ commands }), ['OK', 5, '5'])
    const broken = [['SET', 'm', 1], ['INCR']]
    await assert.rejects(run({ commands: broken }), { code: 'query_failed' })
    assert.deepEqual(await results({ command: 'GET', args: ['m'] }), [null])
  })

  test('the server says what changes something', async () => {
    const read = { read_only: true }
    assert.deepEqual(await results({ command: 'EXISTS', args: ['nothing'] }, read), [0])
    assert.deepEqual(await results({ command: 'PING' }, read), ['PONG'])
    assert.deepEqual(await results({ command: 'OBJECT', args: ['ENCODING', 'nothing'] }, read), [null])
    for (const command of ['SET', 'DEL', 'INCR', 'EXPIRE', 'EVAL', 'FLUSHALL'])
      await assert.rejects(
        run({ command, args: ['a', 1] }, read),
        { code: 'read_only', field: 'read_only' },
        command,
      )
  })

  test('what is no data is refused', async () => {
    await assert.rejects(run({ command: 'CONFIG', args: ['GET', '*'] }), { code: 'query_invalid' })
    for (const command of ['SHUTDOWN', 'MONITOR', 'SUBSCRIBE', 'MULTI', 'SELECT', 'DEBUG', 'NOSUCH'])
      await assert.rejects(run({ command, args: ['x'] }), { code: 'query_invalid', field: 'query' }, command)
    for (const query of [
      {},
      { command: 1 },
      { commands: [] },
      { commands: [[]] },
      { command: 'GET', args: 'k' },
    ])
      await assert.rejects(run(query as JsonObject), { code: 'query_invalid' }, JSON.stringify(query))
  })

  test('what is wrong is said', async () => {
    await assert.rejects(run({ command: 'INCR', args: ['greeting'] }), {
      code: 'query_failed',
      message: /integer/,
    })
    const connection = redis.url.replace('secret', 'wrong')
    await assert.rejects(run({ command: 'PING' }, { connection }), { code: 'sign_in_failed' })
    await assert.rejects(run({ command: 'PING' }, { connection: 'redis://127.0.0.1:1' }), {
      code: 'connect_failed',
    })
    await assert.rejects(run({ command: 'PING' }, { connection: 'http://a' }), { code: 'connection_invalid' })
  })

  test('a command that waits ends at its time or when it is cancelled, and holds up nobody', async () => {
    const waiting = run({ command: 'BLPOP', args: ['empty', 0] }, { timeout_ms: 300 })
    assert.deepEqual(await results({ command: 'PING' }), ['PONG'])
    await assert.rejects(waiting, { code: 'timeout' })
    const controller = new AbortController()
    const cancelled = run({ command: 'BLPOP', args: ['empty', 0] }, { signal: controller.signal })
    setTimeout(() => controller.abort(), 50)
    await assert.rejects(cancelled, { code: 'aborted' })
    const many = Array.from({ length: 30 }, () => results({ command: 'ECHO', args: ['a'] }))
    assert.deepEqual(
      await Promise.all(many),
      Array.from({ length: 30 }, () => ['a']),
    )
  })

  test('addresses of this machine take an administrator', async () => {
    const strict = createNoSqlService({ guard: createHostGuard({ policy: {} }) })
    for (const connection of [
      redis.url,
      'redis://localhost',
      'mongodb://127.0.0.1:1/a',
      'mongodb://localhost:1/a',
    ])
      await assert.rejects(
        strict.query({
          connection,
          query: { command: 'PING', collection: 'a' },
          read_only: true,
          max_results: 1,
          timeout_ms: 20_000,
        }),
        { code: 'address_refused' },
        connection,
      )
    await strict.close()
  })
})
