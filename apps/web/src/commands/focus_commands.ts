import type { Editor } from '../document/editor_context.tsx'
import type { Command } from './command.ts'
import { focusNextRegion } from './focus_region.ts'

export const focusCommands: readonly Command[] = [
  {
    id: 'next_region',
    label: 'Go to the next part of the editor',
    group: 'View',
    shortcuts: ['f6'],
    perform: ({ canvas }) => focusNextRegion(1, () => canvas.current?.focus()),
  },
  {
    id: 'previous_region',
    label: 'Go to the part before',
    group: 'View',
    shortcuts: ['shift+f6'],
    perform: ({ canvas }) => focusNextRegion(-1, () => canvas.current?.focus()),
  },
  {
    id: 'next_node',
    label: 'Go to the next node',
    group: 'View',
    shortcuts: ['.'],
    when: hasNodes,
    perform: (editor) => goToNode(editor, 1),
  },
  {
    id: 'previous_node',
    label: 'Go to the node before',
    group: 'View',
    shortcuts: [','],
    when: hasNodes,
    perform: (editor) => goToNode(editor, -1),
  },
]

function hasNodes({ document }: Editor): boolean {
  return document.state.getState().node_order.length > 0
}

/** Selects the node after the selected one, as they are read: from the left, then from the top. */
function goToNode(editor: Editor, step: 1 | -1): void {
  const boxes = editor.document.state.getState().node_order.flatMap((id) => {
    const box = editor.canvas.current?.boxOf(id)
    return box ? [{ id, ...box }] : []
  })
  const read = boxes.toSorted((a, b) => a.x - b.x || a.y - b.y)
  const selected = editor.session.getState().selected_nodes
  const at = read.findIndex(({ id }) => selected.has(id))
  const start = at < 0 && step < 0 ? 0 : at
  const next = read[(start + step + read.length) % read.length]
  if (!next) return
  editor.session.select({ nodes: [next.id] })
  editor.canvas.current?.setCentre({ x: next.x + next.width / 2, y: next.y + next.height / 2 })
  // A screen reader says its name. One that was out of sight is drawn with the next frame.
  requestAnimationFrame(() => requestAnimationFrame(() => focusNode(next.id)))
}

function focusNode(id: string): void {
  document
    .querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`)
    ?.focus({ preventScroll: true })
}
