import { type Catalogue, validateWorkflow, type Workflow } from '@llamanexus/workflow'
import { createStore } from 'zustand/vanilla'
import { createDocumentStore } from '../document/document_store.ts'
import { createCanvasSlot, type Editor } from '../document/editor_context.tsx'
import { createSessionStore } from '../document/session_store.ts'

interface PastEditorOptions {
  /** The document as it was. */
  workflow: Workflow
  catalogue: Catalogue
  /** Which panels are open, so that a look back does not rearrange the screen. */
  panels: { is_bottom_open: boolean; inspected: string | undefined }
}

/** An editor over a version that was saved before: everything can be looked at, nothing can be changed. */
export const createPastEditor = ({ workflow, catalogue, panels }: PastEditorOptions): Editor => {
  const document = createDocumentStore(workflow)
  const session = createSessionStore()
  session.setState({ is_locked: true, left_panel: undefined, is_bottom_open: panels.is_bottom_open })
  if (workflow.nodes.some(({ id }) => id === panels.inspected)) session.inspect(panels.inspected)
  return {
    document: {
      ...document,
      edit: () => {
        session.notify(
          `This is version ${workflow.version} as it was. Go back to the current version to edit.`,
        )
        return []
      },
    },
    session,
    catalogue,
    // A version does not change, so it is judged once.
    findings: createStore(() => validateWorkflow(workflow, catalogue)),
    canvas: createCanvasSlot(),
    save: () => Promise.resolve(),
    is_read_only: true,
  }
}
