import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { LogEntry } from '@llamanexus/engine'
import { openStore } from '@llamanexus/store'

const KILLS = 12
/** About as long as the workflow takes: a kill may come at any point of it. Milliseconds. */
const LONGEST_MS = 96
const child = fileURLToPath(new URL('./testing/crash_child.ts', import.meta.url))

describe('a process that is killed over the SQLite store', () => {
  const folder = mkdtempSync(join(tmpdir(), 'crash-'))
  after(() => rmSync(folder, { recursive: true, force: true }))

  it('is taken up by the next one, which repeats nothing that was committed', async () => {
    // The first one ends by itself, and leaves its compiled code for the others.
    await run(folder, 'whole')
    const settled = new Map<string, number>()
    let killedAtWork = 0
    for (let kill = 0; kill < KILLS; kill += 1) {
      const id = `run-${kill}`
      await run(folder, id, ((kill * 7) % KILLS) * (LONGEST_MS / KILLS))
      const { entries, deeds } = await left(folder, id)
      if (entries.length > 0 && entries.at(-1)?.type !== 'execution_completed') killedAtWork += 1
      const begun = keysOf(entries, 'node_started')
      for (const key of deeds.keys()) assert.ok(begun.includes(key), `${key} began before the log said so`)
      for (const key of keysOf(entries, 'node_completed')) settled.set(key, deeds.get(key) ?? 0)
    }
    assert.ok(killedAtWork > KILLS / 3, `only ${killedAtWork} were killed at work`)
    await run(folder)
    const whole = await left(folder, 'whole')
    for (let kill = 0; kill < KILLS; kill += 1) {
      const id = `run-${kill}`
      const { entries, deeds, record } = await left(folder, id)
      // Killed before it was durable: then nothing was done either.
      if (!record) assert.equal(deeds.size, 0)
      if (!record) continue
      assert.deepEqual([record.status, record.final_output], ['completed', whole.record?.final_output], id)
      assert.deepEqual(
        entries.map(({ seq }) => seq),
        entries.map((_, index) => index + 1),
      )
      assert.equal(deeds.size, whole.deeds.size, id)
      for (const [key, times] of deeds)
        assert.ok(times <= (settled.get(key) || 2), `${key} ran ${times} times`)
    }
    assert.deepEqual(whole.record?.final_output, [5, 7, 9, 11, 13, 15])
  })
})

/** A process that ends what was left and starts a run, if it is given an id; killed that long after the start. */
async function run(folder: string, id?: string, killAfterMs?: number): Promise<void> {
  const env = { ...process.env, NODE_COMPILE_CACHE: join(folder, 'compiled') }
  // Not this process's own arguments: they would make the child a test runner.
  const running = fork(child, [folder, ...(id === undefined ? [] : [id])], { env, execArgv: [] })
  const ended = once(running, 'exit')
  if (killAfterMs !== undefined) {
    await Promise.race([once(running, 'message'), ended])
    await Promise.race([sleep(killAfterMs), ended])
    running.kill('SIGKILL')
    await ended
    return
  }
  const deadline = setTimeout(() => running.kill('SIGKILL'), 60_000)
  const [code] = await ended
  clearTimeout(deadline)
  assert.equal(code, 0)
}

/** What a process left of a run: its log and record, and how often each deed was done. */
async function left(folder: string, id: string) {
  const store = await openStore({ file: join(folder, 'store.db') })
  try {
    const record = await store.executions.record(id)
    const entries = await store.executions.events(id, 0, 1_000)
    const deeds = new Map<string, number>()
    for (const key of readFileSync(join(folder, 'deeds'), 'utf8').split('\n'))
      if (key.startsWith(`${id}:`)) deeds.set(key, (deeds.get(key) ?? 0) + 1)
    return { record, entries, deeds }
  } finally {
    await store.close()
  }
}

/** The idempotency keys of the nodes that an entry of this type is about; only deeds have left one. */
const keysOf = (entries: readonly LogEntry[], type: LogEntry['type']): string[] =>
  entries.flatMap((entry) => {
    if (entry.type !== type || entry.path === undefined) return []
    const slash = entry.path.lastIndexOf('/') + 1
    return `${entry.execution_id}:${entry.path.slice(0, slash)}:${entry.path.slice(slash)}`
  })
