import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { RunCommandRequest } from '@llamanexus/node-sdk'
import { markedProcesses } from '../processes/group_members.ts'
import { createShellService } from './index.ts'

const skip = process.platform === 'win32' ? 'needs a POSIX shell; run it on Linux or macOS' : false
const needsProc = skip || (existsSync('/proc/self/stat') ? false : 'needs /proc; run it on Linux')
const root = realpathSync(mkdtempSync(join(tmpdir(), 'llamanexus-shell-')))
const service = createShellService({ root, allowed: true })
after(async () => {
  await service.close()
  rmSync(root, { recursive: true, force: true })
})

const run = (request: RunCommandRequest) => service.run({ timeout_ms: 60_000, ...request })
const shell = (command: string, request: Partial<RunCommandRequest> = {}) =>
  run({ command, shell: true, ...request })

test('it is off until an administrator turns it on, and says how', async () => {
  const off = createShellService({ root, allowed: false })
  await assert.rejects(off.run({ command: 'echo' }), {
    code: 'shell_disabled',
    hint: /--allow-shell.*LLAMANEXUS_ALLOW_SHELL=1/,
    retryable: false,
  })
})

test('arguments are arguments, whatever stands in them', { skip }, async () => {
  const args = ['$HOME; `id`', '&& echo no', "it's", '*']
  const { stdout, stderr, code } = await run({ command: 'printf', args: ['%s\n', ...args] })
  assert.deepEqual([stdout, stderr, code], [`${args.join('\n')}\n`, '', 0])
  await assert.rejects(run({ command: 'echo hello' }), { code: 'program_missing', hint: /Arguments.*Shell/ })
})

test('a shell takes a line, and the code and both outputs come back', { skip }, async () => {
  const streamed: string[] = []
  const { stdout, stderr, code } = await shell('echo out | tr a-z A-Z; echo err >&2; exit 3', {
    onStdout: (text) => streamed.push(text),
  })
  assert.deepEqual([stdout, stderr, code], ['OUT\n', 'err\n', 3])
  assert.equal(streamed.join(''), 'OUT\n')
  assert.equal((await shell('kill -9 $$')).code, 137)
})

test('it sees the variables that are listed and PATH, and reads what it is given', { skip }, async () => {
  process.env['LLAMANEXUS_TEST_SECRET'] = 'secret'
  const { stdout } = await shell('env; cat', { env: { GREETING: 'hello' }, stdin: 'given' })
  delete process.env['LLAMANEXUS_TEST_SECRET']
  assert.match(stdout, /GREETING=hello/)
  assert.match(stdout, /given$/)
  assert.doesNotMatch(stdout, /secret/)
})

test('it works in the workspace, and no folder leads out', { skip }, async () => {
  mkdirSync(join(root, 'sub'))
  symlinkSync('/', join(root, 'out'))
  assert.equal((await run({ command: 'pwd' })).stdout.trim(), root)
  assert.equal((await run({ command: 'pwd', folder: 'sub/' })).stdout.trim(), join(root, 'sub'))
  for (const folder of ['../', '/etc', 'out/etc'])
    await assert.rejects(run({ command: 'pwd', folder }), { field: 'folder' }, folder)
  await assert.rejects(run({ command: 'pwd', folder: 'none' }), { code: 'file_missing', field: 'folder' })
})

test('of a long output beginning and end are kept', { skip }, async () => {
  const { stdout } = await shell('echo first; yes | head -c 1000000; echo last', { max_output_bytes: 100 })
  assert.match(stdout, /^first\n[^]*bytes are left out[^]*last\n$/)
  assert.ok(stdout.length < 200)
})

test('a command that does not end is ended with all it has started', { skip: needsProc }, async () => {
  const code = 'echo started; sleep 1000 & (setsid sleep 1000 &) ; wait'
  await assert.rejects(shell(code, { timeout_ms: 300, env: { TEST_RUN: 'timeout' } }), {
    code: 'timeout',
    details: { stdout: 'started\n', stderr: '' },
  })
  await gone('timeout')
})

test('an abort ends it at once', { skip: needsProc }, async () => {
  const abort = new AbortController()
  const running = shell('echo started; sleep 1000', {
    signal: abort.signal,
    env: { TEST_RUN: 'abort' },
    onStdout: () => abort.abort(),
  })
  await assert.rejects(running, { code: 'aborted' })
  await gone('abort')
})

test('what it leaves in the background ends with it', { skip: needsProc }, async () => {
  const { code } = await shell('sleep 1000 & (setsid sleep 1000 &); exit 0', { env: { TEST_RUN: 'left' } })
  assert.equal(code, 0)
  await gone('left')
})

test('one that multiplies is ended at its limit of processes, and nothing else is', {
  skip: needsProc,
}, async () => {
  const bomb = shell('while true; do sleep 1000 & done', { max_processes: 20, env: { TEST_RUN: 'bomb' } })
  const other = shell('sleep 0.2; echo fine')
  await assert.rejects(bomb, { code: 'too_many_processes' })
  assert.equal((await other).stdout, 'fine\n')
  await gone('bomb')
})

async function gone(name: string): Promise<void> {
  for (let tries = 0; tries < 200 && markedProcesses('TEST_RUN', name)?.length; tries++) await wait(25)
  assert.deepEqual(markedProcesses('TEST_RUN', name), [])
}
