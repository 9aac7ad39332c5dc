import { type ChildProcess, spawn } from 'node:child_process'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { libraryPath } from './peer.ts'

const START_MS = 60_000

/** Starts a server and waits until it answers on its port. Ended with the process that started it. */
export async function startProgram(
  file: string,
  args: readonly string[],
  port: number,
  startMs: number = START_MS,
): Promise<{ stop(): Promise<void> }> {
  const env = { ...process.env, LD_LIBRARY_PATH: libraryPath }
  const child = spawn(file, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (piece) => (said = (said + String(piece)).slice(-4000)))
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  for (const until = Date.now() + startMs; !(await answers(port)); await pause(50))
    if (child.exitCode !== null || Date.now() > until) {
      kill()
      throw new Error(`${file} did not start: ${said}`)
    }
  return {
    async stop() {
      process.removeListener('exit', kill)
      await end(child, ended)
    },
  }
}

async function end(child: ChildProcess, ended: Promise<void>): Promise<void> {
  child.kill('SIGTERM')
  const late = setTimeout(() => child.kill('SIGKILL'), 5000)
  await ended
  clearTimeout(late)
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
