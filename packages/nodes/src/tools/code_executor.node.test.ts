import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testWorld } from '../test/test_world.ts'

const world = testWorld()

test('what the code writes is shown as it comes', async () => {
  const { emitted, outputs } = await world.run('code_executor', { inputs: { code: "console.log('one')" } })
  assert.deepEqual(outputs, { result: null, stdout: 'one\n' })
  assert.deepEqual(
    emitted.map(({ text, port }) => [text, port]),
    [['one\n', 'stdout']],
  )
})

test('code that fails, or does not end, is an error', async () => {
  await assert.rejects(world.run('code_executor', { inputs: { code: "throw new Error('no')" } }), {
    code: 'code_failed',
  })
  const endless = world.run('code_executor', { inputs: { code: 'for (;;);' }, config: { timeout_ms: 50 } })
  await assert.rejects(endless, { code: 'timeout' })
})

test('Python prints as it goes, and its standard error goes to the log', async () => {
  const code = "import sys\nprint('one')\nprint('odd', file=sys.stderr)\nreturn input['n'] + 1"
  const { emitted, outputs, logs } = await world.run('code_executor', {
    inputs: { code, language: 'python', input: { n: 1 } },
    config: { timeout_ms: 60_000 },
  })
  assert.deepEqual(outputs, { result: 2, stdout: 'one\n' })
  assert.equal(emitted.map(({ text }) => text).join(''), 'one\n')
  assert.ok(logs.some(({ level, message }) => level === 'warn' && message === 'odd'))
})

test('Python that fails names its line, and one that does not end is ended', async () => {
  const python = (code: string, config = {}) =>
    world.run('code_executor', {
      inputs: { code, language: 'python' },
      config: { timeout_ms: 60_000, ...config },
    })
  await assert.rejects(python('x = 1\nreturn x / 0'), {
    code: 'code_failed',
    field: 'code',
    message: /ZeroDivisionError.*line 2/,
  })
  await assert.rejects(python('while True: pass', { timeout_ms: 200 }), { code: 'timeout' })
  await assert.rejects(python('while True: print(1)', { max_output_bytes: 100 }), {
    code: 'output_too_large',
  })
})
