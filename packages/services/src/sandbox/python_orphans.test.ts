import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'

const skip = existsSync('/proc/self/cmdline') ? false : 'needs /proc to see processes; run it on Linux'

test('no Python is left behind when the server is killed', { skip }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'llamanexus-orphans-'))
  const server = spawn(process.execPath, ['--input-type=module', '-e', SERVER, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    await once(server.stdout, 'data')
    assert.ok(processesWith(folder).length >= 1, 'Python runs')
    server.kill('SIGKILL')
    await once(server, 'exit')
    for (let tries = 0; tries < 300 && processesWith(folder).length > 0; tries++) await wait(50)
    assert.deepEqual(processesWith(folder), [])
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

/** Numbers of the processes, the server apart, whose command names the folder, in which their snapshot is. */
function processesWith(folder: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      return command.includes('--permission') && command.includes(folder)
    } catch {
      return false
    }
  })
}
