import type { Cluster } from './clusters_of.ts'

export interface Reach {
  isUpstream(sourceId: string, targetId: string): boolean
  upstreamOf(nodeId: string): ReadonlySet<string>
}

/**
 * Who leads to whom, as one bit per pair: 2,000 nodes take half a megabyte and each connection one pass over a row,
 * where sets or searches per node would be quadratic in time.
 *
 * @param clusters successors first, as `clustersOf` gives them
 */
export function reachOf(clusters: readonly Cluster[], successors: (id: string) => readonly string[]): Reach {
  const ids = clusters.flat()
  const indexOf = new Map(ids.map((id, index) => [id, index]))
  const clusterOf = new Map(clusters.flatMap((cluster, index) => cluster.map((id) => [id, index] as const)))
  const width = Math.ceil(ids.length / 32)
  const rows = new Uint32Array(clusters.length * width)

  // Sources come last, so walking backwards finds each row complete before it is handed on.
  for (let from = clusters.length - 1; from >= 0; from--) {
    const cluster = clusters[from] as Cluster
    const targets = new Set(
      cluster.flatMap((id) => successors(id).map((next) => clusterOf.get(next) as number)),
    )
    for (const to of targets) {
      if (to !== from) copyRow(rows, from * width, to * width, width)
      for (const id of cluster) setBit(rows, to * width, indexOf.get(id) as number)
    }
  }

  const has = (row: number, index: number): boolean =>
    (((rows[row * width + (index >>> 5)] as number) >>> (index & 31)) & 1) === 1

  return {
    isUpstream: (source, target) => {
      const index = indexOf.get(source)
      const row = clusterOf.get(target)
      return index !== undefined && row !== undefined && has(row, index)
    },
    upstreamOf: (id) => {
      const row = clusterOf.get(id)
      return new Set(row === undefined ? [] : ids.filter((_, index) => has(row, index)))
    },
  }
}

function copyRow(rows: Uint32Array, from: number, to: number, width: number): void {
  for (let i = 0; i < width; i++) rows[to + i] = (rows[to + i] as number) | (rows[from + i] as number)
}

function setBit(rows: Uint32Array, row: number, index: number): void {
  const at = row + (index >>> 5)
  rows[at] = (rows[at] as number) | (1 << (index & 31))
}
