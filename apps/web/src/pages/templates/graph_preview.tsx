import type { TemplateInfo } from '@llamanexus/contract'
import styles from './templates_page.module.css'

const WIDTH = 240
const HEIGHT = 72

/** A small picture of a graph: its nodes as blocks, its connections as lines. */
export const GraphPreview = ({ preview }: Pick<TemplateInfo, 'preview'>) => {
  const places = placesOf(preview.nodes)
  const all = [...places.values()]
  const left = Math.min(0, ...all.map(({ x }) => x)) - 48
  const top = Math.min(0, ...all.map(({ y }) => y)) - 48
  const right = Math.max(WIDTH, ...all.map(({ x }) => x + WIDTH)) + 48
  const bottom = Math.max(HEIGHT, ...all.map(({ y }) => y + HEIGHT)) + 48
  return (
    <svg
      className={styles['preview']}
      viewBox={`${left} ${top} ${right - left} ${bottom - top}`}
      preserveAspectRatio="xMidYMid meet"
      role="img"
      aria-label={`${preview.nodes.length} nodes`}
    >
      {preview.connections.map(([source, target]) => {
        const from = places.get(source)
        const to = places.get(target)
        if (!from || !to) return null
        const [x1, y1, x2, y2] = [from.x + WIDTH, from.y + HEIGHT / 2, to.x, to.y + HEIGHT / 2]
        const bend = Math.max(40, Math.abs(x2 - x1) / 2)
        return (
          <path
            key={`${source} ${target}`}
            d={`M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`}
            className={styles['line']}
          />
        )
      })}
      {preview.nodes.map((node) => {
        const place = places.get(node.id)
        if (!place) return null
        return (
          <g key={node.id} transform={`translate(${place.x} ${place.y})`}>
            <rect width={WIDTH} height={HEIGHT} rx={16} className={styles['block']} />
            <rect x={18} y={18} width={36} height={36} rx={9} className={styles['tile']} />
            {/* A nested picture cuts off what does not fit. */}
            <svg x={66} width={WIDTH - 78} height={HEIGHT}>
              <text x={0} y={44} className={styles['label']}>
                {node.label ?? node.id}
              </text>
            </svg>
          </g>
        )
      })}
    </svg>
  )
}

/** Positions in a container are relative to it. */
const placesOf = (nodes: TemplateInfo['preview']['nodes']): Map<string, { x: number; y: number }> => {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const placeOf = (id: string, depth = 0): { x: number; y: number } => {
    const node = byId.get(id)
    if (!node) return { x: 0, y: 0 }
    // A parent that leads back to itself is a finding, not a reason to hang.
    const parent = node.parent === undefined || depth > 64 ? { x: 0, y: 0 } : placeOf(node.parent, depth + 1)
    return { x: parent.x + node.position.x, y: parent.y + node.position.y }
  }
  return new Map(nodes.map((node) => [node.id, placeOf(node.id)]))
}
