import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { openProcess } from './open_process.ts'
import { createWorkerPool } from './worker_pool.ts'

const entry = new URL('./bombs.fixture.ts', import.meta.url)
const pool = createWorkerPool({ open: openProcess({ entry, memory_mb: 64 }), size: 1 })
after(() => pool.close())

const ask = (message: string, limits: { timeout_ms?: number; signal?: AbortSignal } = {}) => {
  const events: unknown[] = []
  const job = { timeout_ms: 60_000, ...limits, onEvent: (event: unknown) => events.push(event) }
  return pool.use(job, async (call) => ({ reply: await call(message), events }))
}

test('a process answers with bytes as bytes, after what it tells', async () => {
  assert.deepEqual(await ask('tea'), { reply: new Uint8Array([1, 2, 3]), events: ['heard tea'] })
})

// Of these, V8 ends the whole process where it is a thread that asks for one piece of memory too large.
for (const bomb of ['list', 'map', 'objects'])
  test(`a process that fills its memory with ${bomb} ends alone, and the next one answers`, async () => {
    await assert.rejects(ask(bomb), { code: 'out_of_memory' })
    assert.deepEqual((await ask('tea')).events, ['heard tea'])
  })

test('a process is ended at its time and at an abort, however busy it is', async () => {
  await assert.rejects(ask('loop', { timeout_ms: 50 }), { code: 'timeout' })
  const stop = new AbortController()
  const asked = ask('loop', { signal: stop.signal })
  setImmediate(() => stop.abort())
  await assert.rejects(asked, { code: 'aborted' })
  await assert.rejects(ask('tea', { signal: stop.signal }), { code: 'aborted' })
  assert.deepEqual((await ask('tea')).events, ['heard tea'])
})

test('a program that only waits for the end of its processes comes to its own end after them', async () => {
  const program = fileURLToPath(new URL('./close_pool.fixture.ts', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [program])
  assert.equal(stdout, 'asked closed ')
})

test('a module that cannot be loaded is a death, told to whoever asks', async () => {
  const missing = createWorkerPool({
    open: openProcess({ entry: new URL('./missing.ts', import.meta.url), memory_mb: 64 }),
    size: 1,
  })
  await assert.rejects(
    missing.use({ timeout_ms: 60_000 }, (call) => call('tea')),
    { code: 'died' },
  )
  await missing.close()
})
