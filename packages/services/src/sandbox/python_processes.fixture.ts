import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** For `{ skip }`. */
export const withoutProc = existsSync('/proc/self/cmdline')
  ? false
  : 'needs /proc to see processes; run it on Linux'

/** Numbers of the sandboxed Pythons whose command names the folder, in which their snapshot is. */
export function pythonProcesses(folder: string): string[] {
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
