import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '@llamanexus/testing/free-port'

const main = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'apps', 'cli', 'src', 'llamanexus.js')

/** The product as a person starts it: the real command, a home of its own, a port of its own. */
export interface Product {
  readonly url: string
  readonly home: string
  /** Starts the same home on the same port again. */
  start(): Promise<void>
  /** Ends the process without any warning to it. */
  kill(): Promise<void>
  /** Stops the process and removes its home. */
  remove(): Promise<void>
}

/** `env` goes to the process beside the home and the port. */
export async function startProduct(env: Record<string, string> = {}): Promise<Product> {
  const home = await mkdtemp(join(tmpdir(), 'llamanexus-e2e-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  let child = await startChild(home, port, env)
  return {
    url,
    home,
    async start() {
      child = await startChild(home, port, env)
    },
    kill: () => end(child, 'SIGKILL'),
    async remove() {
      await end(child, 'SIGTERM')
      await rm(home, { recursive: true, force: true })
    },
  }
}

async function startChild(home: string, port: number, more: Record<string, string>): Promise<ChildProcess> {
  const env = { ...process.env, PORT: String(port), LLAMANEXUS_HOME: home, LOG_LEVEL: 'warn', ...more }
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, 'start'], {
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  await ready(`http://127.0.0.1:${port}/readyz`, child)
  return child
}

async function ready(url: string, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (child.exitCode !== null)
      throw new Error(`The server ended with code ${child.exitCode} before it was ready`)
    const answer = await fetch(url).catch(() => undefined)
    if (answer?.ok) return
    await new Promise((resume) => setTimeout(resume, 100))
  }
  throw new Error('The server was not ready after 30 s')
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill(signal)
  await exited
}
