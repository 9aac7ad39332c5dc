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

test('a function body with its globals, what it prints, and what it returns', async () => {
  const lines: string[] = []
  const code = `
import sys
print("a", input["n"])
print("warned", file=sys.stderr)
return {"twice": input["n"] * 2, "text": """
kept as it stands"""}`
  const { result, stdout } = await run(code, {
    globals: { input: { n: 4 }, class: 1, 'no name': 2 },
    onStdout: (text) => lines.push(text),
  })
  assert.deepEqual(result, { twice: 8, text: '\nkept as it stands' })
  assert.equal(stdout, 'a 4\n')
  assert.equal(lines.join(''), stdout)
})

test('what is printed comes while the code runs', async () => {
  const abort = new AbortController()
  const code = 'print("first")\nwhile True: pass'
  const running = run(code, { signal: abort.signal, onStdout: () => abort.abort() })
  await assert.rejects(running, { code: 'aborted' })
})

test('values that JSON knows under another name, and asyncio', async () => {
  const code = `
import asyncio, datetime, decimal
async def later(n):
    await asyncio.sleep(0.001)
    return n
both = await asyncio.gather(later(1), later(2))
return [both, {1}, (2,), datetime.date(2026, 1, 5), decimal.Decimal("1.50"), None, {3: "x"}]`
  assert.deepEqual((await run(code)).result, [[1, 2], [1], [2], '2026-01-05', '1.50', null, { '3': 'x' }])
  assert.equal((await run('import asyncio\nasync def f(): return 5\nreturn asyncio.run(f())')).result, 5)
  assert.equal((await run('1 + 1')).result, null)
})

const FAILURES: [code: string, message: RegExp][] = [
  ['x = 1\nraise ValueError("mine")', /^ValueError: mine \(line 2\)$/],
  ['return (', /^SyntaxError: .*\(line 1\)/],
  ['return (x for x in [1])', /a value of type generator, which is not data/],
  ['return float("nan")', /nan or an infinite number/],
  ['import numpy', /No module named 'numpy'/],
  ['import asyncio; await asyncio.Future()', /nothing settles/],
  ['import os; os._exit(0)', /^The code was not run to its end: Python was ended$/],
  ['import ctypes; ctypes.memset(0, 1, 10 ** 9)', /not run to its end: memory access/],
  ['import sys; sys.exit(3)', /^SystemExit: 3 \(line 1\)$/],
]
test('what goes wrong names the line of the code', async () => {
  for (const [code, message] of FAILURES)
    await assert.rejects(run(code), { code: 'code_failed', message }, code)
})

test('what the code does to its own output is no reason to fail', async () => {
  for (const code of ['import sys; sys.stdout.close(); return 1', 'import sys; sys.stdout = None; return 1'])
    assert.equal((await run(code)).result, 1)
  assert.deepEqual(await run('print("no end", end=""); return 1'), { result: 1, stdout: 'no end' })
})

test('a result that the server would be busy with is refused', async () => {
  await assert.rejects(run('return "x" * (17 * 2 ** 20)', { memory_mb: 256 }), {
    code: 'output_too_large',
    message: /returned more than 16 MB/,
  })
})

test('a traceback shows the lines of the user and nothing of how they are run', async () => {
  const code = 'import sys\nprint("why", file=sys.stderr)\ndef inner():\n    return 1 / 0\ninner()'
  await assert.rejects(run(code), (error: { details: { traceback: string; stderr: string } }) => {
    assert.equal(
      error.details.traceback,
      '  line 5\n    inner()\n  line 4, in inner\n    return 1 / 0\nZeroDivisionError: division by zero',
    )
    assert.equal(error.details.stderr, 'why\n')
    return true
  })
})

test('what is written to files or left in modules is gone with the run', async () => {
  await run(
    'import json, sys, builtins\nopen("/tmp/left", "w").write("x")\njson.dumps = None\nbuiltins.left = 1',
  )
  const { result } = await run(
    'import os, json, builtins\nreturn [os.path.exists("/tmp/left"), json.dumps is None, hasattr(builtins, "left")]',
  )
  assert.deepEqual(result, [false, false, false])
})

test('random numbers are not those of another run', async () => {
  const code = 'import random, uuid; return [random.random(), str(uuid.uuid4())]'
  const [first, second] = await Promise.all([run(code), run(code)])
  assert.notDeepEqual(first.result, second.result)
})

test('an abort ends the run at once, and one that waits its turn', async () => {
  const abort = new AbortController()
  const endless = Array.from({ length: 4 }, () => run('while True: pass', { signal: abort.signal }))
  const ended = Promise.all(endless.map((each) => assert.rejects(each, { code: 'aborted' })))
  setTimeout(() => abort.abort(), 100)
  await ended
  assert.equal((await run('return 1')).result, 1)
})
