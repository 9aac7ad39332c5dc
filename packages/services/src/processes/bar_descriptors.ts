import { execFile, spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'

/** Where distributions keep `prlimit`, whatever PATH says. */
const PATH = '/usr/bin:/bin:/usr/local/bin:/usr/sbin:/sbin'
const WAIT_MS = 5000

/**
 * Takes from a process the right to new file descriptors, for good: the kernel gives it no socket, file or pipe beside
 * those that it has. Whether that holds now, as the kernel says; false where this system has no way to.
 */
export async function barDescriptors(pid: number): Promise<boolean> {
  if (process.platform !== 'linux') return false
  await run('prlimit', ['--pid', String(pid), '--nofile=0:0', '--fsize=0:0'])
  const limits = await readFile(`/proc/${pid}/limits`, 'utf8').catch(() => '')
  return /^Max open files\s+0\s+0\s/m.test(limits)
}

/** Whether `barDescriptors` works here, tried on a process that waits and does nothing. */
export async function canBarDescriptors(): Promise<boolean> {
  if (process.platform !== 'linux') return false
  const child = spawn('/bin/sh', ['-c', 'read _'], { env: {}, stdio: ['pipe', 'ignore', 'ignore'] })
  child.on('error', () => undefined)
  try {
    return child.pid !== undefined && (await barDescriptors(child.pid))
  } finally {
    child.kill('SIGKILL')
  }
}

/** However it ends, what holds is asked of the kernel. */
function run(file: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve) => {
    execFile(file, args, { env: { PATH }, timeout: WAIT_MS }, () => resolve())
  })
}
