import type { Cluster } from './clusters_of.ts'

/** A shortest loop through the first node of a cluster: `[a, b]` stands for a → b → a. */
export function loopIn(cluster: Cluster, successors: (id: string) => readonly string[]): string[] {
  const start = cluster[0] as string
  const members = new Set(cluster)
  const cameFrom = new Map<string, string>()
  const queue = [start]
  for (const id of queue) {
    for (const next of successors(id)) {
      if (next === start) return pathTo(id, start, cameFrom)
      if (!members.has(next) || cameFrom.has(next)) continue
      cameFrom.set(next, id)
      queue.push(next)
    }
  }
  return [start]
}

function pathTo(end: string, start: string, cameFrom: ReadonlyMap<string, string>): string[] {
  const path = [end]
  for (let id = end; id !== start; ) {
    id = cameFrom.get(id) as string
    path.unshift(id)
  }
  return path
}
