import { Cable, Group, LayoutDashboard, Plus, StickyNote } from 'lucide-react'
import { shifted } from '../canvas/drop_nodes.ts'
import { GRID, snapped } from '../canvas/geometry.ts'
import { withGroupMembers } from '../canvas/group_members.ts'
import { tidy } from '../canvas/tidy.ts'
import type { Editor } from '../document/editor_context.tsx'
import { freshId } from '../document/operations/fresh_id.ts'
import type { Command } from './command.ts'
import { canEdit, canEditSelection, oneNode, selectedNodes } from './conditions.ts'

const move = (id: string, label: string, key: string, x: number, y: number): Command[] =>
  [1, 5].map((factor) => ({
    id: factor === 1 ? id : `${id}_far`,
    label: factor === 1 ? label : `${label}, further`,
    group: 'Arrange',
    shortcuts: [factor === 1 ? key : `shift+${key}`],
    when: canEditSelection,
    perform: (editor) => {
      const context = { state: editor.document.state.getState(), catalogue: editor.catalogue }
      const ids = withGroupMembers(selectedNodes(editor), context)
      const by = { x: x * GRID * factor, y: y * GRID * factor }
      editor.document.edit(
        'Move',
        (t) => {
          for (const id of ids) {
            // What lives in a container that moves too goes along with it.
            if (ids.includes(t.state.nodes[id]?.parent ?? '')) continue
            t.updateNode(id, (node) => shifted(node, by))
            t.updateAnnotation(id, (note) => shifted(note, by))
          }
        },
        { merge: `move:${ids.join()}` },
      )
    },
  }))

export const arrangeCommands: readonly Command[] = [
  {
    id: 'add_node',
    label: 'Add a node',
    group: 'Add',
    icon: Plus,
    shortcuts: ['tab'],
    when: canEdit,
    perform: ({ canvas }) => canvas.current?.search(),
  },
  {
    id: 'add_note',
    label: 'Add a note',
    group: 'Add',
    icon: StickyNote,
    shortcuts: ['n'],
    when: canEdit,
    perform: ({ canvas, document, session }) => {
      const at = canvas.current?.pointer() ?? { x: 0, y: 0 }
      const { annotations, nodes } = document.state.getState()
      const id = freshId('note', (name) => annotations[name] !== undefined || nodes[name] !== undefined)
      document.edit('Add note', (t) =>
        t.setAnnotation({
          id,
          kind: 'note',
          position: { x: snapped(at.x), y: snapped(at.y) },
          size: { width: 240, height: 120 },
          text: '',
        }),
      )
      session.select({ nodes: [id] })
    },
  },
  {
    id: 'group',
    label: 'Group the selection',
    group: 'Arrange',
    icon: Group,
    shortcuts: ['mod+g'],
    when: (editor) => canEdit(editor) && boxesOf(editor).length > 0,
    perform: (editor) => {
      const boxes = boxesOf(editor)
      const left = Math.min(...boxes.map(({ x }) => x)) - 24
      const top = Math.min(...boxes.map(({ y }) => y)) - 56
      const right = Math.max(...boxes.map(({ x, width }) => x + width)) + 24
      const bottom = Math.max(...boxes.map(({ y, height }) => y + height)) + 24
      const { annotations, nodes } = editor.document.state.getState()
      const id = freshId('group', (name) => annotations[name] !== undefined || nodes[name] !== undefined)
      editor.document.edit('Group', (t) =>
        t.setAnnotation({
          id,
          kind: 'group',
          position: { x: snapped(left), y: snapped(top) },
          size: { width: snapped(right - left), height: snapped(bottom - top) },
          text: 'Group',
          color: 'blue',
        }),
      )
      editor.session.select({ nodes: [id] })
      editor.session.setState({ renaming: id })
    },
  },
  {
    id: 'connect',
    label: 'Connect…',
    group: 'Arrange',
    icon: Cable,
    shortcuts: ['c'],
    when: (editor) => canEdit(editor) && oneNode(editor) !== undefined,
    perform: (editor) => {
      const id = oneNode(editor)
      if (id !== undefined) editor.canvas.current?.connectByKeyboard(id)
    },
  },
  {
    id: 'tidy',
    label: 'Tidy up',
    group: 'Arrange',
    icon: LayoutDashboard,
    shortcuts: ['shift+t'],
    when: canEdit,
    perform: (editor) => {
      tidy(editor)
      requestAnimationFrame(() => editor.canvas.current?.fit())
    },
  },
  ...move('move_left', 'Move left', 'arrowleft', -1, 0),
  ...move('move_right', 'Move right', 'arrowright', 1, 0),
  ...move('move_up', 'Move up', 'arrowup', 0, -1),
  ...move('move_down', 'Move down', 'arrowdown', 0, 1),
]

/** Where the selected nodes and notes of the canvas itself are drawn: a frame cannot stand in a container. */
const boxesOf = (editor: Editor) => {
  const { nodes, annotations } = editor.document.state.getState()
  return selectedNodes(editor).flatMap((id) => {
    if (nodes[id]?.parent !== undefined || annotations[id]?.kind === 'group') return []
    return editor.canvas.current?.boxOf(id) ?? []
  })
}
