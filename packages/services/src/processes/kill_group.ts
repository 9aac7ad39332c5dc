import type { ChildProcess } from 'node:child_process'

/** Kills a process that was started `detached`, with all that it has started and that has stayed in its group. */
export function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    if (process.platform === 'win32') child.kill('SIGKILL')
    else process.kill(-child.pid, 'SIGKILL')
  } catch {
    // All of it has ended.
  }
}
