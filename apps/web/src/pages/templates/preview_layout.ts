import type { TemplateInfo } from '@llamanexus/contract'

type Preview = TemplateInfo['preview']
type PreviewNode = Preview['nodes'][number]

export interface Place {
  /** Of the upper left corner, from that of the picture. */
  x: number
  y: number
  width: number
  height: number
  is_container: boolean
}

export interface PreviewLayout {
  places: ReadonlyMap<string, Place>
  width: number
  height: number
}

export const SIDE = 40
const COLUMN_GAP = 24
const ROW_GAP = 16
const PADDING = 12

/**
 * Where the nodes of a graph stand in a small picture: columns by how far they are from the start, rows as on the canvas,
 * all of one size, so that a wide graph stays legible. A container is as large as its body.
 */
export const previewLayout = (preview: Preview): PreviewLayout => {
  const places = new Map<string, Place>()
  const { width, height } = layOut(undefined, 0)
  return { places, width, height }

  /** Places the members of a scope from (0, 0) and answers how large they are together. */
  function layOut(parent: string | undefined, depth: number): { width: number; height: number } {
    const members = preview.nodes.filter((node) => node.parent === parent)
    const sizes = new Map(members.map(({ id }) => [id, sizeOf(id, depth)]))
    const columns = columnsOf(members, preview.connections)
    const heights = columns.map((column) => stacked(column.map(({ id }) => sizes.get(id)?.height ?? SIDE)))
    const height = Math.max(0, ...heights)
    let x = 0
    for (const [at, column] of columns.entries()) {
      const width = Math.max(...column.map(({ id }) => sizes.get(id)?.width ?? SIDE))
      let y = (height - (heights[at] ?? 0)) / 2
      for (const { id } of column) {
        const size = sizes.get(id) ?? { width: SIDE, height: SIDE, is_container: false }
        place(id, { ...size, x: x + (width - size.width) / 2, y })
        y += size.height + ROW_GAP
      }
      x += width + COLUMN_GAP
    }
    return { width: Math.max(0, x - COLUMN_GAP), height }
  }

  function sizeOf(id: string, depth: number): Omit<Place, 'x' | 'y'> {
    // A parent that leads back to itself is a finding, not a reason to hang.
    const is_container = depth < 32 && preview.nodes.some(({ parent }) => parent === id)
    if (!is_container) return { width: SIDE, height: SIDE, is_container }
    const { width, height } = layOut(id, depth + 1)
    return { width: width + 2 * PADDING, height: height + 2 * PADDING, is_container }
  }

  /** Puts a node where it is, and takes along what stands in it. */
  function place(id: string, given: Place): void {
    places.set(id, given)
    shift(id, given.x + PADDING, given.y + PADDING, 0)
  }

  function shift(parent: string, x: number, y: number, depth: number): void {
    if (depth > 32) return
    for (const node of preview.nodes) {
      const inner = places.get(node.id)
      if (node.parent !== parent || !inner) continue
      places.set(node.id, { ...inner, x: inner.x + x, y: inner.y + y })
      shift(node.id, x, y, depth + 1)
    }
  }
}

const stacked = (heights: readonly number[]): number =>
  heights.reduce((sum, height) => sum + height, 0) + ROW_GAP * Math.max(0, heights.length - 1)

/** Nodes by the longest way to them; what a way leads back to keeps its place. */
const columnsOf = (members: readonly PreviewNode[], connections: Preview['connections']): PreviewNode[][] => {
  const ids = new Set(members.map(({ id }) => id))
  const ranks = new Map(members.map(({ id }) => [id, 0]))
  const links = connections.filter(([source, target]) => ids.has(source) && ids.has(target))
  for (let round = 1; round < members.length; round += 1)
    for (const [source, target] of links) {
      const rank = (ranks.get(source) ?? 0) + 1
      if (rank > (ranks.get(target) ?? 0) && rank < members.length) ranks.set(target, rank)
    }
  const columns = Map.groupBy(members, ({ id }) => ranks.get(id) ?? 0)
  return [...columns]
    .toSorted(([a], [b]) => a - b)
    .map(([, column]) => column.toSorted((a, b) => a.position.y - b.position.y))
}
