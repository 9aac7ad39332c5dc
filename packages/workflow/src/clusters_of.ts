/** Nodes that can all reach each other; nearly always a single node. */
export type Cluster = readonly string[]

/**
 * Strongly connected components (Tarjan), each before everything that leads to it: successors come first. Iterative,
 * so that a long chain of nodes cannot exhaust the stack. Members are in the order of `ids`.
 */
export function clustersOf(ids: readonly string[], successors: (id: string) => readonly string[]): Cluster[] {
  const order = new Map<string, number>()
  const low = new Map<string, number>()
  const open: string[] = []
  const isOpen = new Set<string>()
  const clusters: Cluster[] = []
  const position = new Map(ids.map((id, index) => [id, index]))

  for (const root of ids) {
    if (order.has(root)) continue
    const path = [enter(root)]
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const next = top.successors[top.next++]
      if (next === undefined) {
        path.pop()
        leave(top.id, path.at(-1)?.id)
      } else if (!order.has(next)) {
        path.push(enter(next))
      } else if (isOpen.has(next)) {
        lower(top.id, order.get(next) as number)
      }
    }
  }
  return clusters

  function enter(id: string): { id: string; successors: readonly string[]; next: number } {
    order.set(id, order.size)
    low.set(id, order.get(id) as number)
    open.push(id)
    isOpen.add(id)
    return { id, successors: successors(id), next: 0 }
  }

  function leave(id: string, parent: string | undefined): void {
    if (parent !== undefined) lower(parent, low.get(id) as number)
    if (low.get(id) !== order.get(id)) return
    const cluster = open.splice(open.lastIndexOf(id))
    for (const member of cluster) isOpen.delete(member)
    clusters.push(cluster.toSorted((a, b) => (position.get(a) as number) - (position.get(b) as number)))
  }

  function lower(id: string, value: number): void {
    low.set(id, Math.min(low.get(id) as number, value))
  }
}
