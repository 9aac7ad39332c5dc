import type { Annotation, Catalogue } from '@llamanexus/workflow'
import type { DocumentState } from '../document/document_state.ts'
import { boxOf, childrenByParent } from './flow_nodes.ts'
import type { Box } from './geometry.ts'

/** What lies in a group: nodes of the canvas and notes with their middle in its frame. What lives in a container goes with that. */
export const groupMembers = (
  group: Annotation,
  { state, catalogue }: { state: DocumentState; catalogue: Catalogue },
): string[] => {
  const context = { state, catalogue, children: childrenByParent(state) }
  const frame = boxOfNote(group)
  const nodes = state.node_order.filter((id) => {
    const node = state.nodes[id]
    return node?.parent === undefined && node !== undefined && holdsMiddle(frame, boxOf(node, context))
  })
  const notes = state.annotation_order.filter((id) => {
    const note = state.annotations[id]
    return note?.kind === 'note' && holdsMiddle(frame, boxOfNote(note))
  })
  return [...nodes, ...notes]
}

/** The ids with what the groups among them carry, each once. */
export const withGroupMembers = (
  ids: Iterable<string>,
  context: { state: DocumentState; catalogue: Catalogue },
): string[] => [
  ...new Set(
    [...ids].flatMap((id) => {
      const note = context.state.annotations[id]
      return note?.kind === 'group' ? [id, ...groupMembers(note, context)] : [id]
    }),
  ),
]

const boxOfNote = ({ position, size }: Annotation): Box => ({ ...position, ...size })

const holdsMiddle = (frame: Box, { x, y, width, height }: Box): boolean => {
  const middle = { x: x + width / 2, y: y + height / 2 }
  return (
    middle.x >= frame.x &&
    middle.x <= frame.x + frame.width &&
    middle.y >= frame.y &&
    middle.y <= frame.y + frame.height
  )
}
