import type { Editor } from '../document/editor_context.tsx'

export const selectedNodes = ({ session }: Editor): string[] => [...session.getState().selected_nodes]

export const hasSelection = ({ session }: Editor): boolean => session.getState().selected_nodes.size > 0

export const canEdit = ({ session }: Editor): boolean => !session.getState().is_locked

export const canEditSelection = (editor: Editor): boolean => canEdit(editor) && hasSelection(editor)

/** The one node, note or group that is selected, if it is one. */
export const oneItem = (editor: Editor): string | undefined => {
  const [id, ...more] = selectedNodes(editor)
  return more.length === 0 ? id : undefined
}

/** The one node that is selected, if it is one and a node. */
export const oneNode = (editor: Editor): string | undefined => {
  const id = oneItem(editor)
  return id !== undefined && editor.document.state.getState().nodes[id] ? id : undefined
}
