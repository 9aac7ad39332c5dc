import type { TemplateInfo } from '@llamanexus/contract'
import { useNodeTypes } from '../../api/queries.ts'
import { NodeIcon } from '../../ui/node_icon.tsx'
import { type Place, previewLayout, SIDE } from './preview_layout.ts'
import styles from './templates_page.module.css'

const MARGIN = 12
const ICON = 22
/** A small graph is not blown up: its picture is at least so large. */
const SMALLEST = { width: 360, height: 128 }

/** A small picture of a graph: its nodes by their icons, its connections as lines. Their names show under the pointer. */
export const GraphPreview = ({ preview }: Pick<TemplateInfo, 'preview'>) => {
  const types = useNodeTypes().data
  const { places, width, height } = previewLayout(preview)
  const frame = {
    width: Math.max(SMALLEST.width, width + 2 * MARGIN),
    height: Math.max(SMALLEST.height, height + 2 * MARGIN),
  }
  return (
    <svg
      className={styles['preview']}
      viewBox={`${(width - frame.width) / 2} ${(height - frame.height) / 2} ${frame.width} ${frame.height}`}
      preserveAspectRatio="xMidYMid meet"
      role="img"
      aria-label={preview.nodes.map(nameOf).join(', ')}
    >
      {preview.nodes.map((node) => (
        <Frame key={node.id} name={nameOf(node)} place={places.get(node.id)} />
      ))}
      {preview.connections.map(([source, target]) => {
        const [from, to] = [places.get(source), places.get(target)]
        if (!from || !to || isBetweenBodyAndContainer(preview.nodes, source, target)) return null
        return <path key={`${source} ${target}`} d={lineBetween(from, to)} className={styles['line']} />
      })}
      {preview.nodes.map((node) => {
        const place = places.get(node.id)
        if (!place || place.is_container) return null
        return (
          <g key={node.id} transform={`translate(${place.x} ${place.y})`} className={styles['node']}>
            <title>{nameOf(node)}</title>
            <rect width={SIDE} height={SIDE} rx={8} className={styles['block']} />
            <g transform={`translate(${(SIDE - ICON) / 2} ${(SIDE - ICON) / 2})`}>
              <NodeIcon name={types?.get(node.type)?.icon ?? 'box'} size={ICON} />
            </g>
          </g>
        )
      })}
    </svg>
  )
}

/** The frame of a container, behind the lines of its body. */
const Frame = ({ name, place }: { name: string; place: Place | undefined }) =>
  place?.is_container ? (
    <rect
      x={place.x}
      y={place.y}
      width={place.width}
      height={place.height}
      rx={8}
      className={styles['frame']}
    >
      <title>{name}</title>
    </rect>
  ) : null

const nameOf = ({ id, label }: TemplateInfo['preview']['nodes'][number]): string => label ?? id

const lineBetween = (from: Place, to: Place): string => {
  const [x1, y1, x2, y2] = [from.x + from.width, from.y + from.height / 2, to.x, to.y + to.height / 2]
  const bend = Math.max(12, Math.abs(x2 - x1) / 2)
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`
}

/** A container hands values to its body within its frame: a line there would only run along its walls. */
const isBetweenBodyAndContainer = (
  nodes: TemplateInfo['preview']['nodes'],
  source: string,
  target: string,
): boolean =>
  nodes.some(({ id, parent }) => (id === source && parent === target) || (id === target && parent === source))
