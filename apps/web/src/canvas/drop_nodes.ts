import type { Position } from '@llamanexus/workflow'
import type { Editor } from '../document/editor_context.tsx'
import { withDescendants } from '../document/transaction.ts'
import type { FlowNode } from './flow_types.ts'
import { type Box, bodyTop, snapped } from './geometry.ts'
import { withGroupMembers } from './group_members.ts'
import { portsOfNode } from './ports.ts'

/** The innermost container whose body holds the point, other than those being moved. */
export const containerAt = (editor: Editor, at: Position, moved: Iterable<string>): string | undefined => {
  const state = editor.document.state.getState()
  const excluded = new Set([...moved].flatMap((id) => (state.nodes[id] ? withDescendants(state, id) : [])))
  let best: { id: string; area: number } | undefined
  for (const node of Object.values(state.nodes)) {
    if (excluded.has(node.id) || editor.catalogue.get(node.type)?.role !== 'container') continue
    const box = editor.canvas.current?.boxOf(node.id)
    if (!box || !holds(box, at)) continue
    const area = box.width * box.height
    if (!best || area < best.area) best = { id: node.id, area }
  }
  return best?.id
}

const holds = ({ x, y, width, height }: Box, at: Position): boolean =>
  at.x >= x && at.x <= x + width && at.y >= y && at.y <= y + height

/** Writes the end of a drag into the document, as one step of undo: new places, and a new home for what was dropped into or out of a container. */
export const dropNodes = (editor: Editor, dragged: readonly FlowNode[], target: string | undefined): void => {
  editor.document.edit(dragged.length === 1 ? 'Move' : `Move ${dragged.length} items`, (t) => {
    const own = new Set(dragged.map(({ id }) => id))
    for (const flow of dragged) {
      const note = t.state.annotations[flow.id]
      if (note) {
        const position = rounded(flow.position)
        const by = { x: position.x - note.position.x, y: position.y - note.position.y }
        for (const id of withGroupMembers([note.id], { state: t.state, catalogue: editor.catalogue })) {
          if (id !== note.id && own.has(id)) continue
          t.updateNode(id, (node) => shifted(node, by))
          t.updateAnnotation(id, (old) => shifted(old, by))
        }
        continue
      }
      const box = editor.canvas.current?.boxOf(flow.id)
      if (!t.state.nodes[flow.id] || !box) continue
      t.updateNode(flow.id, (old) => {
        const position = inBody(editor, box, target)
        if (old.parent === target && samePlace(position, old.position)) return old
        const { parent: _, ...node } = old
        return { ...node, ...(target === undefined ? {} : { parent: target }), position }
      })
    }
  })
}

/** Canvas coordinates to those of a container's body; never over its walls. */
const inBody = (editor: Editor, at: Position, parent: string | undefined): Position => {
  const node = parent === undefined ? undefined : editor.document.state.getState().nodes[parent]
  const box = parent === undefined ? undefined : editor.canvas.current?.boxOf(parent)
  if (!node || !box) return rounded(at)
  return rounded({
    x: Math.max(24, at.x - box.x),
    y: Math.max(16, at.y - box.y - bodyTop(portsOfNode(node, editor.catalogue))),
  })
}

const rounded = ({ x, y }: Position): Position => ({ x: snapped(x), y: snapped(y) })

const samePlace = (a: Position, b: Position): boolean => a.x === b.x && a.y === b.y

/** The item moved by so much. */
export const shifted = <T extends { position: Position }>(item: T, by: Position): T =>
  by.x === 0 && by.y === 0
    ? item
    : { ...item, position: { x: item.position.x + by.x, y: item.position.y + by.y } }
