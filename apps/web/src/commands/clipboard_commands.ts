import { ClipboardPaste, Copy, CopyPlus, Scissors } from 'lucide-react'
import { toParent } from '../canvas/add_node.ts'
import { containerAt } from '../canvas/drop_nodes.ts'
import { withGroupMembers } from '../canvas/group_members.ts'
import type { Editor } from '../document/editor_context.tsx'
import { copyPart, parsePart, pastePart } from '../document/operations/clipboard.ts'
import { deleteSelection } from '../document/operations/delete_selection.ts'
import type { Command } from './command.ts'
import { canEdit, canEditSelection, hasSelection, selectedNodes } from './conditions.ts'

/** The system's clipboard as text: between tabs, workflows and any text editor. */
const writeClipboard = async (editor: Editor): Promise<boolean> => {
  const part = copyPart(editor.document.state.getState(), chosenOf(editor))
  try {
    await navigator.clipboard.writeText(JSON.stringify(part, null, 2))
    return true
  } catch {
    editor.session.notify('The browser does not let this page write to the clipboard')
    return false
  }
}

/** What is selected, with what lies in a selected group. */
const chosenOf = (editor: Editor): string[] =>
  withGroupMembers(selectedNodes(editor), {
    state: editor.document.state.getState(),
    catalogue: editor.catalogue,
  })

/** Pastes clipboard text at a place of the canvas; says so when it holds no nodes. */
export const pasteText = (editor: Editor, text: string): void => {
  const part = parsePart(text)
  const canvas = editor.canvas.current
  if (!part || !canvas) return editor.session.notify('The clipboard holds no nodes')
  const at = canvas.pointer()
  const parent = containerAt(editor, at, [])
  let pasted: string[] = []
  editor.document.edit('Paste', (t) => {
    pasted = pastePart(t, part, { at: toParent(editor, at, parent), parent })
  })
  editor.session.select({ nodes: pasted })
}

export const clipboardCommands: readonly Command[] = [
  {
    id: 'copy',
    label: 'Copy',
    group: 'Edit',
    icon: Copy,
    shortcuts: ['mod+c'],
    when: hasSelection,
    perform: (editor) => void writeClipboard(editor),
  },
  {
    id: 'cut',
    label: 'Cut',
    group: 'Edit',
    icon: Scissors,
    shortcuts: ['mod+x'],
    when: canEditSelection,
    perform: async (editor) => {
      const nodes = chosenOf(editor)
      if (await writeClipboard(editor)) editor.document.edit('Cut', (t) => deleteSelection(t, { nodes }))
    },
  },
  {
    id: 'paste',
    label: 'Paste',
    group: 'Edit',
    icon: ClipboardPaste,
    shortcuts: ['mod+v'],
    when: canEdit,
    perform: async (editor) => {
      try {
        pasteText(editor, await navigator.clipboard.readText())
      } catch {
        editor.session.notify('The browser does not let this page read the clipboard')
      }
    },
  },
  {
    id: 'duplicate',
    label: 'Duplicate',
    group: 'Edit',
    icon: CopyPlus,
    shortcuts: ['mod+d'],
    when: canEditSelection,
    perform: (editor) => {
      const { state } = editor.document
      const chosen = chosenOf(editor)
      const part = copyPart(state.getState(), chosen)
      const parents = new Set(chosen.map((id) => state.getState().nodes[id]?.parent))
      const parent = parents.size === 1 ? [...parents][0] : undefined
      const places = [...part.nodes, ...part.annotations].map(({ position }) => position)
      const at = {
        x: Math.min(...places.map(({ x }) => x)) + 32,
        y: Math.min(...places.map(({ y }) => y)) + 32,
      }
      let copies: string[] = []
      editor.document.edit('Duplicate', (t) => {
        copies = pastePart(t, part, { at, parent })
      })
      editor.session.select({ nodes: copies })
    },
  },
]
