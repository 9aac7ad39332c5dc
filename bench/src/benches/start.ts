import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort } from '@llamanexus/testing/free-port'
import type { Bench } from '../bench.ts'
import { median, ms } from '../support/measure.ts'
import { temporaryHome } from '../support/temporary_home.ts'

const ROUNDS = 5
const IDLE_MS = 5000
const ours = fileURLToPath(new URL('../../../apps/cli/src/llamanexus.js', import.meta.url))
const bare = fileURLToPath(new URL('../children/bare_start.ts', import.meta.url))

/** From the start of the process to the first answer, on a home that is set up, and what it holds when idle. */
export const start: Bench = {
  name: 'start',
  async run() {
    const home = temporaryHome()
    await startOnce([ours, 'start'], home.path)
    const mine = []
    const theirs = []
    for (let round = 0; round < ROUNDS; round++) {
      mine.push(await startOnce([ours, 'start'], home.path))
      theirs.push(await startOnce([bare], home.path))
    }
    const idle = await startOnce([ours, 'start'], home.path, IDLE_MS)
    const idleBare = await startOnce([bare], home.path, IDLE_MS)
    home.remove()
    const wall = median(mine.map(({ ready }) => ready))
    const bareWall = median(theirs.map(({ ready }) => ready))
    return [
      {
        measure: 'start to first answer',
        ours: ms(wall),
        baseline: `${ms(bareWall)} (Fastify)`,
        goal: '< 1,000 ms',
        met: wall < 1000,
      },
      {
        measure: `memory, idle for ${IDLE_MS / 1000} s`,
        ours: `${idle.rss} MB`,
        baseline: `${idleBare.rss} MB (Fastify)`,
        goal: '< 150 MB',
        met: idle.rss < 150,
      },
    ]
  },
}

interface Started {
  /** Milliseconds until the first answer. */
  ready: number
  /** MB. */
  rss: number
}

async function startOnce(args: string[], home: string, idleMs = 0): Promise<Started> {
  const port = await freePort()
  const begun = performance.now()
  const child = spawn(process.execPath, args, {
    env: { ...process.env, PORT: String(port), HOST: '127.0.0.1', LLAMANEXUS_HOME: home },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  try {
    await answers(`http://127.0.0.1:${port}/livez`, child)
    const ready = performance.now() - begun
    await pause(idleMs)
    return { ready, rss: rssOf(child.pid) }
  } finally {
    const ended = once(child, 'exit')
    if (child.exitCode === null) {
      child.kill('SIGTERM')
      await ended
    }
  }
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const response = await fetch(url).catch(() => undefined)
    if (response?.ok) return
    await pause(5)
  }
  throw new Error(`The server ended with code ${child.exitCode} before it answered`)
}

/** Resident memory as the system counts it; Linux only, like the figures to beat. */
function rssOf(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1024)
}
