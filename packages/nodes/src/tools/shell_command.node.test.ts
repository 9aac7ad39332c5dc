import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testWorld } from '../test/test_world.ts'

const world = testWorld()
const skip = process.platform === 'win32' ? 'needs a POSIX shell; run it on Linux or macOS' : false

test('what it prints is shown as it comes, from both ends', { skip }, async () => {
  const { emitted, outputs } = await world.run('shell_command', {
    inputs: { command: 'cat; echo bad >&2; exit 2', stdin: 'given' },
    config: { shell: true },
  })
  assert.deepEqual(outputs, { stdout: 'given', stderr: 'bad\n', code: 2 })
  const of = (port: string) => emitted.filter((each) => each.port === port).map(({ text }) => text)
  assert.deepEqual([of('stdout').join(''), of('stderr').join('')], ['given', 'bad\n'])
})

test('a code is an error where that is asked for', { skip }, async () => {
  const config = { shell: true, fail_on_code: true }
  await assert.rejects(world.run('shell_command', { inputs: { command: 'echo why >&2; exit 2' }, config }), {
    code: 'command_failed',
    details: { code: 2, stdout: '', stderr: 'why\n' },
  })
  await assert.rejects(world.run('shell_command', { inputs: { command: 'a\0b' } }), {
    code: 'input_invalid',
    field: 'command',
  })
})
