import { spawn } from 'node:child_process'

/** Kills what it holds when the process that holds the other end of its pipe has gone, however that came about. */
const WATCH = 'read _; kill -9 "$1" 2>/dev/null'

/**
 * Ties a child process (or with a negative number its group) to this one: it is killed when this process dies, even by
 * SIGKILL. Call the answer once the child has ended, before its number can go to another. On Windows, children end with
 * their parent by themselves.
 */
export function tieToUs(pid: number): () => void {
  if (process.platform === 'win32') return () => undefined
  const watcher = spawn('/bin/sh', ['-c', WATCH, 'sh', String(pid)], {
    env: {},
    cwd: '/',
    stdio: ['pipe', 'ignore', 'ignore'],
    // A signal to our group, such as Ctrl-C, is not for it.
    detached: true,
  })
  watcher.unref()
  // Without a shell there is nothing to tie with; the limits of the child hold all the same.
  watcher.on('error', () => undefined)
  watcher.stdin.on('error', () => undefined)
  const { stdin } = watcher as { stdin: { unref?(): void } }
  stdin.unref?.()
  return () => void watcher.kill('SIGKILL')
}
