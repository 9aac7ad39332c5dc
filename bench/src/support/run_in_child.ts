import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Row } from '../bench.ts'

const child = fileURLToPath(new URL('../children/bench_child.ts', import.meta.url))

/** Runs one bench in a fresh process, so that none inherits the heap or the compiled code of another. */
export function runInChild(name: string): Promise<Row[]> {
  return new Promise((resolve, reject) => {
    const running = fork(child, [name], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    let rows: Row[] | undefined
    running.on('message', (message) => {
      rows = message as Row[]
    })
    running.on('error', reject)
    running.on('exit', (code) =>
      rows ? resolve(rows) : reject(new Error(`${name} ended with code ${code}`)),
    )
  })
}
