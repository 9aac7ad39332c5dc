import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { RunCodeRequest } from '@llamanexus/node-sdk'
import { createSandboxService } from './index.ts'

const service = createSandboxService({ max_runs: 2 })
after(() => service.close())

const run = (code: string, request: Partial<RunCodeRequest> = {}) =>
  service.run({ language: 'javascript', code, globals: {}, ...request })

test('a function body with its globals, and what it returns', async () => {
  const { result } = await run('const { n } = input; return { twice: n * 2 }', {
    globals: { input: { n: 4 } },
  })
  assert.deepEqual(result, { twice: 8 })
})

test('no return is null, and dates become text', async () => {
  assert.equal((await run('1 + 1')).result, null)
  assert.equal((await run('return new Date(0)')).result, '1970-01-01T00:00:00.000Z')
})

test('await works on what settles by itself', async () => {
  const code =
    'const later = async (x) => x + 1; const all = await Promise.all([later(1), later(2)]); return all'
  assert.deepEqual((await run(code)).result, [2, 3])
  await assert.rejects(run('await new Promise(() => {})'), {
    code: 'code_failed',
    message: /nothing settles/,
  })
})

test('what is printed is streamed and kept', async () => {
  const lines: string[] = []
  const code = 'console.log("a", 1, { b: [2] }); console.error("c"); return 1'
  const { stdout } = await run(code, { onStdout: (text) => lines.push(text) })
  assert.equal(stdout, 'a 1 {"b":[2]}\nc\n')
  assert.deepEqual(lines, ['a 1 {"b":[2]}\n', 'c\n'])
})

const FAILURES: [code: string, message: RegExp][] = [
  ['throw new TypeError("mine")', /TypeError: mine/],
  ['return missing', /ReferenceError/],
  ['return (', /SyntaxError/],
  ['await Promise.reject(new Error("later"))', /Error: later/],
  ['return () => 1', /a function, which is not data/],
  ['return 1n', /a BigInt, which is not data/],
  ['const a = {}; a.a = a; return a', /circular/i],
  ['throw { code: 5 }', /"code":5/],
  ['throw "only text"', /^Error: only text$/],
  ['throw null', /^Error: null$/],
  ['throw new Proxy(new Error("x"), { get() { throw 1 } })', /cannot be shown/],
  ['return { then() {} }', /nothing settles/],
  ['return (function f() { return f() + 1 })()', /stack/i],
  ['return JSON.parse("[".repeat(1e5))', /./],
]
for (const [code, message] of FAILURES) {
  test(`${code} is code_failed`, async () => {
    await assert.rejects(run(code), { code: 'code_failed', message })
  })
}

test('an error names the line of the code and nothing of how it is run', async () => {
  await assert.rejects(run('const a = 1\nthrow new TypeError("mine")'), {
    message: 'TypeError: mine (line 2)',
    retryable: true,
  })
  await assert.rejects(run('return {'), { message: /^SyntaxError: .*\(line 1\)$/, retryable: false })
})

test('nothing of the host is in reach', async () => {
  const code =
    'return [typeof process, typeof require, typeof fetch, typeof setTimeout, typeof WebAssembly, typeof globalThis.print, ' +
    'console.log.constructor("return typeof process")(), [].constructor.constructor("return typeof process")()]'
  assert.deepEqual((await run(code)).result, Array(8).fill('undefined'))
  await assert.rejects(run('return await import("node:fs")'), { code: 'code_failed' })
})

test('one run leaves nothing for the next, although it has the same thread', async () => {
  const dirty = [
    'Object.prototype.polluted = 1; Array.prototype.map = () => "mine"; JSON.stringify = () => "1"; globalThis.left = 1',
    'new Promise(() => {}); (async () => { for (;;) { await null; globalThis.left = 1 } }); return 1',
    'globalThis.console.log = () => { throw 1 }; throw new Error("mine")',
  ]
  for (const code of dirty) await run(code).catch(() => undefined)
  const look =
    'console.log("here"); return [typeof {}.polluted, typeof left, [1].map(() => 2)[0], JSON.stringify("a")]'
  const { result, stdout } = await run(look)
  assert.deepEqual(result, ['undefined', 'undefined', 2, '"a"'])
  assert.equal(stdout, 'here\n')
})

test('what cannot be shown is no reason to fail', async () => {
  const code = 'console.log({ toString() { throw 1 }, toJSON() { throw 2 } }, Object.create(null)); return 1'
  assert.deepEqual(await run(code), { result: 1, stdout: '[what cannot be shown] {}\n' })
})

test('a result that the server would be busy with is refused', async () => {
  const request = { memory_mb: 256, timeout_ms: 60_000 }
  await assert.rejects(run('return "x".repeat(17 * 2 ** 20)', request), {
    code: 'output_too_large',
    message: /returned more than 16 MB/,
  })
  const { result } = await run('return "x".repeat(15 * 2 ** 20)', request)
  assert.equal(String(result).length, 15 * 2 ** 20)
})

test('memory is given back between runs of one thread', async () => {
  const fill = 'const a = []; for (let i = 0; i < 100; i++) a.push(new Uint8Array(1e5)); return a.length'
  for (let i = 0; i < 30; i++) assert.equal((await run(fill, { memory_mb: 16 })).result, 100)
})

const BOMBS: [code: string, code: string | RegExp][] = [
  ['for (;;) {}', 'timeout'],
  ['for (;;) { try { for (;;) {} } catch {} }', 'timeout'],
  ['await (async function again() { await null; return again() })()', /timeout|memory_exceeded/],
  ['Array(4e9).indexOf(1)', 'timeout'],
  ['/(a+)+$/.test("a".repeat(50) + "b")', 'timeout'],
  ['const a = []; for (;;) a.push(new Array(1000).fill(1))', /memory_exceeded|timeout/],
  ['const a = []; for (;;) a.push(new ArrayBuffer(1e6))', /memory_exceeded|timeout/],
  // With no memory left for an error, what comes back may be a null that the code could have thrown itself.
  ['let a = []; for (;;) a = [a]', /memory_exceeded|timeout|code_failed/],
  ['return "x".repeat(2 ** 29)', /memory_exceeded|code_failed|timeout/],
  ['return new ArrayBuffer(2 ** 31)', /memory_exceeded|code_failed/],
  ['for (;;) console.log("x".repeat(1000))', 'output_too_large'],
]
for (const [code, expected] of BOMBS) {
  test(`${code} ends with its run`, async () => {
    const bomb = run(code, { timeout_ms: 500, memory_mb: 16, max_output_bytes: 50_000 })
    await assert.rejects(bomb, (error: { code: string }) => {
      assert.match(error.code, expected instanceof RegExp ? expected : new RegExp(`^${expected}$`))
      return true
    })
    assert.equal((await run('return 1')).result, 1)
  })
}

test('code gets the memory that it is allowed, and no more, whatever it fills it with', async () => {
  const request = { timeout_ms: 120_000, memory_mb: 32 }
  const fills = ['new ArrayBuffer(1e6)', 'new Array(1000).fill(1)', '"x".repeat(1e6)', '{ a: [] }', '() => 1']
  for (const each of fills)
    await assert.rejects(
      run(`const a = []; for (;;) a.push(${each})`, request),
      { code: 'memory_exceeded' },
      each,
    )
  const count =
    'let n = 0; const a = []; try { for (;;) { a.push(new ArrayBuffer(1e6)); n++ } } catch { return n }'
  const [few, many] = [await run(count, request), await run(count, { ...request, memory_mb: 96 })]
  // What QuickJS has to begin with comes on top.
  assert.ok(Number(few.result) > 25 && Number(few.result) < 52, `${few.result} MB of 32`)
  assert.ok(Number(many.result) > 85 && Number(many.result) < 116, `${many.result} MB of 96`)
})

test('an abort ends the run, and one that waits its turn', async () => {
  const abort = new AbortController()
  const endless = Array.from({ length: 3 }, () =>
    run('for (;;) {}', { timeout_ms: 60_000, signal: abort.signal }),
  )
  const ended = Promise.all(endless.map((each) => assert.rejects(each, { code: 'aborted' })))
  setTimeout(() => abort.abort(), 50)
  await ended
  assert.equal((await run('return 1')).result, 1)
})
