import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { RunCodeRequest } from '@llamanexus/node-sdk'
import { createSandboxService } from './index.ts'
import { pythonCache } from './python_cache.fixture.ts'

const service = createSandboxService({ max_python_runs: 2, cache_dir: pythonCache })
after(() => service.close())

const GENEROUS_MS = 120_000

const run = (code: string, request: Partial<RunCodeRequest> = {}) =>
  service.run({ language: 'python', code, globals: {}, timeout_ms: GENEROUS_MS, ...request })

const MEMORY = /memory_exceeded/
const BOMBS: [name: string, code: string, expected: RegExp][] = [
  ['endless loop', 'while True: pass', /timeout/],
  [
    'a loop that catches all',
    'while True:\n  try:\n    while True: pass\n  except BaseException: pass',
    /timeout/,
  ],
  ['heap bomb', 'x = [0]\nwhile True: x = [x, x, list(range(1000))]', MEMORY],
  ['buffer bomb', 'a = []\nwhile True: a.append(bytearray(10 ** 6))', MEMORY],
  ['one large buffer', 'return len(bytearray(10 ** 9))', MEMORY],
  [
    'JavaScript buffers',
    'from pyodide.ffi import to_js\nbuffer = to_js(b"x").constructor\na = []\nwhile True:\n  a.append(buffer.new(10 ** 7)); a[-1].fill(1)',
    MEMORY,
  ],
  ['output bomb', 'while True: print("x" * 1000)', /output_too_large/],
  ['fork bomb', 'import os\nwhile True: os.fork()', /code_failed/],
  ['a result larger than the memory', 'return ["x" * 10 ** 6] * 100', /output_too_large|memory_exceeded/],
]
test('a bomb ends its run and nothing else', async () => {
  const before = process.memoryUsage.rss()
  for (const [name, code, expected] of BOMBS) {
    const timeout_ms = expected.source.includes('timeout') ? 300 : GENEROUS_MS
    const bomb = run(code, { timeout_ms, memory_mb: 32, max_output_bytes: 50_000 })
    await assert.rejects(bomb, (error: { code: string }) => {
      assert.match(error.code, expected, `${name}: ${String(error)}`)
      return true
    })
  }
  const [bomb, other] = await Promise.allSettled([
    run('while True: pass', { timeout_ms: 300 }),
    run('return 1'),
  ])
  assert.equal(bomb.status, 'rejected')
  assert.equal(other.status === 'fulfilled' && other.value.result, 1)
  const grown = (process.memoryUsage.rss() - before) / 1024 / 1024
  assert.ok(grown < 200, `the server itself has grown by ${grown.toFixed()} MB`)
})
