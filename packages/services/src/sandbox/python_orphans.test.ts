import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { pythonProcesses, withoutProc as skip } from './python_processes.fixture.ts'

test('no Python is left behind when the server is killed', { skip }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'llamanexus-orphans-'))
  const server = spawn(process.execPath, ['--input-type=module', '-e', SERVER, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    await once(server.stdout, 'data')
    assert.ok(pythonProcesses(folder).length >= 1, 'Python runs')
    server.kill('SIGKILL')
    await once(server, 'exit')
    for (let tries = 0; tries < 300 && pythonProcesses(folder).length > 0; tries++) await wait(50)
    assert.deepEqual(pythonProcesses(folder), [])
  } finally {
    server.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
})

const service = JSON.stringify(new URL('./index.ts', import.meta.url).href)
const SERVER = `
const { createSandboxService } = await import(${service})
const folder = process.argv[1]
const sandbox = createSandboxService({ cache_dir: folder })
const code = 'print("up")\\nwhile True: pass'
await sandbox.run({ language: 'python', code, globals: {}, timeout_ms: 600000, onStdout: (text) => process.stdout.write(text) })
`
