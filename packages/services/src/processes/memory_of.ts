import { readFileSync } from 'node:fs'

const PAGE_BYTES = 4096

/** Bytes of memory that a process has in use; undefined where this system does not tell, or the process has ended. */
export function memoryOf(pid: number): number | undefined {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * PAGE_BYTES
  } catch {
    return undefined
  }
}
