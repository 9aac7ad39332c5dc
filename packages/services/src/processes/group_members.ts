import { readdirSync, readFileSync } from 'node:fs'

/** Numbers of the processes in a process group; undefined where this system does not tell. */
export function groupMembers(group: number): number[] | undefined {
  return processes((pid) => {
    // The name stands in brackets and may hold anything; the group is the third field after it.
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]) === group
  })
}

/** Numbers of the processes that were given a variable, which is how those are found that have left their group. */
export function markedProcesses(name: string, value: string): number[] | undefined {
  const mark = `${name}=${value}\0`
  return processes((pid) => readFileSync(`/proc/${pid}/environ`, 'latin1').includes(mark))
}

function processes(matches: (pid: string) => boolean): number[] | undefined {
  let names: string[]
  try {
    names = readdirSync('/proc')
  } catch {
    return undefined
  }
  return names.filter((name) => /^\d+$/.test(name) && safely(() => matches(name))).map(Number)
}

/** A process may end while it is looked at, and those of others cannot be looked at. */
function safely(check: () => boolean): boolean {
  try {
    return check()
  } catch {
    return false
  }
}
