import {
  Bandage,
  PanelRight,
  Pencil,
  Power,
  Redo2,
  Replace,
  SquareDashedMousePointer,
  Trash2,
  Undo2,
} from 'lucide-react'
import type { Editor } from '../document/editor_context.tsx'
import { deleteAndHeal, deleteSelection } from '../document/operations/delete_selection.ts'
import type { Command } from './command.ts'
import { canEdit, canEditSelection, oneItem, oneNode, selectedNodes } from './conditions.ts'
import { focusFirst } from './focus_region.ts'

const selection = ({ session }: Editor) => {
  const { selected_nodes: nodes, selected_connections: connections } = session.getState()
  return { nodes: [...nodes], connections: [...connections] }
}

const canDelete = (editor: Editor): boolean => {
  const { nodes, connections } = selection(editor)
  return canEdit(editor) && nodes.length + connections.length > 0
}

export const editCommands: readonly Command[] = [
  {
    id: 'undo',
    label: 'Undo',
    group: 'Edit',
    icon: Undo2,
    shortcuts: ['mod+z'],
    when: ({ document }) => document.history.getState().undo !== undefined,
    perform: ({ document }) => document.undo(),
  },
  {
    id: 'redo',
    label: 'Redo',
    group: 'Edit',
    icon: Redo2,
    shortcuts: ['mod+shift+z', 'mod+y'],
    when: ({ document }) => document.history.getState().redo !== undefined,
    perform: ({ document }) => document.redo(),
  },
  {
    id: 'delete',
    label: 'Delete',
    group: 'Edit',
    icon: Trash2,
    shortcuts: ['delete', 'backspace'],
    when: canDelete,
    perform: (editor) => {
      const chosen = selection(editor)
      editor.document.edit('Delete', (t) => deleteSelection(t, chosen))
      editor.session.select({})
    },
  },
  {
    id: 'delete_and_heal',
    label: 'Delete and reconnect',
    group: 'Edit',
    icon: Bandage,
    shortcuts: ['shift+delete', 'shift+backspace'],
    when: canDelete,
    perform: (editor) => {
      const chosen = selection(editor)
      editor.document.edit('Delete and reconnect', (t) => deleteAndHeal(t, chosen))
      editor.session.select({})
    },
  },
  {
    id: 'select_all',
    label: 'Select all',
    group: 'Edit',
    icon: SquareDashedMousePointer,
    shortcuts: ['mod+a'],
    perform: ({ document, session }) => {
      const { node_order, annotation_order } = document.state.getState()
      session.select({ nodes: [...node_order, ...annotation_order] })
    },
  },
  {
    id: 'rename',
    label: 'Rename',
    group: 'Edit',
    icon: Pencil,
    shortcuts: ['f2'],
    when: (editor) => canEdit(editor) && oneItem(editor) !== undefined,
    perform: (editor) => editor.session.setState({ renaming: oneItem(editor) }),
  },
  {
    id: 'toggle_disabled',
    label: 'Turn off or on',
    group: 'Edit',
    icon: Power,
    shortcuts: ['d'],
    when: canEditSelection,
    perform: (editor) => {
      const ids = selectedNodes(editor)
      const { nodes } = editor.document.state.getState()
      const disabled = ids.some((id) => nodes[id] && !nodes[id].policy?.disabled)
      editor.document.edit(disabled ? 'Turn off' : 'Turn on', (t) => {
        for (const id of ids) t.updateNode(id, (node) => ({ ...node, policy: { ...node.policy, disabled } }))
      })
    },
  },
  {
    id: 'replace',
    label: 'Replace by another type',
    group: 'Edit',
    icon: Replace,
    when: (editor) => canEdit(editor) && oneNode(editor) !== undefined,
    perform: (editor) => {
      const id = oneNode(editor)
      const box = id === undefined ? undefined : editor.canvas.current?.boxOf(id)
      if (id === undefined || !box) return
      editor.canvas.current?.search({ replaces: id, screen: editor.canvas.current.toScreen(box) })
    },
  },
  {
    id: 'inspect',
    label: 'Open the properties',
    group: 'Edit',
    icon: PanelRight,
    shortcuts: ['enter'],
    when: (editor) => oneItem(editor) !== undefined,
    perform: (editor) => {
      const node = oneNode(editor)
      if (node === undefined) {
        // A note and a group have nothing but their text.
        if (canEdit(editor)) editor.session.setState({ renaming: oneItem(editor) })
        return
      }
      editor.session.inspect(node)
      // The panel is there with the next frame when it was closed.
      requestAnimationFrame(() => focusFirst('[data-panel="inspector"]', ['[role="tabpanel"]', '']))
    },
  },
  {
    id: 'clear_selection',
    label: 'Select nothing',
    group: 'Edit',
    shortcuts: ['escape'],
    perform: ({ session }) => session.select({}),
  },
]
