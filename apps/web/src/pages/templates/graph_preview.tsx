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
  const right = Math.max(WIDTH, ...all.map(({ x, width }) => x + width)) + 48
  const bottom = Math.max(HEIGHT, ...all.map(({ y, height }) => y + height)) + 48
  return (
    <svg
      className={styles['preview']}
      viewBox={`${left} ${top} ${right - left} ${bottom - top}`}
      preserveAspectRatio="xMidYMid meet"
      role="img"
      aria-label={`${preview.nodes.length} nodes`}
    >
      {preview.nodes.map((node) => (
        <Frame key={node.id} place={places.get(node.id)} />
      ))}
      {preview.connections.map(([source, target]) => {
        const from = places.get(source)
        const to = places.get(target)
        if (!from || !to || isBetweenBodyAndContainer(preview.nodes, source, target)) return null
        const [x1, y1, x2, y2] = [from.x + from.width, from.y + HEIGHT / 2, to.x, to.y + HEIGHT / 2]
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
            {place.isContainer ? null : (
              <rect width={WIDTH} height={HEIGHT} rx={16} className={styles['block']} />
            )}
            <rect x={18} y={18} width={36} height={36} rx={9} className={styles['tile']} />
            {/* Text of a picture cannot end in dots; text of a page can. */}
            <foreignObject x={66} width={place.width - 78} height={HEIGHT}>
              <div className={styles['label']}>{node.label ?? node.id}</div>
            </foreignObject>
          </g>
        )
      })}
    </svg>
  )
}

/** The frame of a container, behind the lines of its body. */
const Frame = ({ place }: { place: Place | undefined }) =>
  place?.isContainer ? <rect {...boxOf(place)} rx={16} className={styles['frame']} /> : null

const boxOf = ({ x, y, width, height }: Place) => ({ x, y, width, height })

/** A container hands values to its body within its frame: a line there would only run along its walls. */
const isBetweenBodyAndContainer = (
  nodes: TemplateInfo['preview']['nodes'],
  source: string,
  target: string,
): boolean =>
  nodes.some(({ id, parent }) => (id === source && parent === target) || (id === target && parent === source))

interface Place {
  x: number
  y: number
  width: number
  height: number
  isContainer: boolean
}

/** Where a container's body begins below its top, and what is left free around it. */
const HEAD = 144
const PADDING = 32

/** Where everything is drawn: positions in a container count from its body, and a container is as large as its body. */
const placesOf = (nodes: TemplateInfo['preview']['nodes']): Map<string, Place> => {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const at = (id: string, depth = 0): { x: number; y: number } => {
    const node = byId.get(id)
    if (!node) return { x: 0, y: 0 }
    // A parent that leads back to itself is a finding, not a reason to hang.
    const parent = node.parent === undefined || depth > 64 ? undefined : at(node.parent, depth + 1)
    return parent ? { x: parent.x + node.position.x, y: parent.y + HEAD + node.position.y } : node.position
  }
  const sizeOf = (id: string, depth = 0): { width: number; height: number } => {
    const body = depth > 64 ? [] : nodes.filter(({ parent }) => parent === id)
    const ends = body.map(({ id: inner, position }) => {
      const { width, height } = sizeOf(inner, depth + 1)
      return { right: position.x + width, bottom: position.y + height }
    })
    if (ends.length === 0) return { width: WIDTH, height: HEIGHT }
    return {
      width: Math.max(...ends.map(({ right }) => right)) + PADDING,
      height: HEAD + Math.max(...ends.map(({ bottom }) => bottom)) + PADDING,
    }
  }
  const containers = new Set(nodes.map(({ parent }) => parent))
  return new Map(nodes.map(({ id }) => [id, { ...at(id), ...sizeOf(id), isContainer: containers.has(id) }]))
}
