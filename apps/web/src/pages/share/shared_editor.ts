import type { Catalogue, Finding, Workflow } from '@llamanexus/workflow'
import { createStore } from 'zustand/vanilla'
import { createDocumentStore } from '../../document/document_store.ts'
import { createCanvasSlot, type Editor } from '../../document/editor_context.tsx'
import { createSessionStore } from '../../document/session_store.ts'

/** What the canvas draws from, over a document that somebody else has: nothing can be changed, and nothing is judged. */
export const createSharedEditor = (workflow: Workflow, catalogue: Catalogue): Editor => {
  const session = createSessionStore()
  session.setState({ is_locked: true, left_panel: undefined })
  return {
    document: { ...createDocumentStore(workflow), edit: () => [] },
    session,
    catalogue,
    findings: createStore<readonly Finding[]>(() => []),
    canvas: createCanvasSlot(),
    save: () => Promise.resolve(),
    is_read_only: true,
  }
}
