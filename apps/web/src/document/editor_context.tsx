import type { Catalogue, Connection, Finding, WorkflowNode } from '@llamanexus/workflow'
import { createContext, type ReactNode, useContext } from 'react'
import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import type { CanvasApi } from '../canvas/canvas_api.ts'
import type { DocumentState } from './document_state.ts'
import type { DocumentStore, HistoryState } from './document_store.ts'
import type { SessionState, SessionStore } from './session_store.ts'

/** Where the canvas makes itself known to commands. */
export interface CanvasSlot {
  readonly current: CanvasApi | undefined
  /** Gives the way to take it away again. */
  attach(canvas: CanvasApi): () => void
}

export const createCanvasSlot = (): CanvasSlot => {
  let current: CanvasApi | undefined
  return {
    get current() {
      return current
    },
    attach: (canvas) => {
      current = canvas
      return () => {
        if (current === canvas) current = undefined
      }
    },
  }
}

/** Everything that belongs to one open workflow. */
export interface Editor {
  readonly document: DocumentStore
  readonly session: SessionStore
  readonly catalogue: Catalogue
  /** What validation says of the document, a moment after each change. */
  readonly findings: StoreApi<readonly Finding[]>
  /** Saves what is unsaved now. */
  save(): Promise<void>
  /** The canvas, while there is one. */
  readonly canvas: CanvasSlot
  /** A version from before: edits are refused. */
  readonly is_read_only?: boolean
}

const EditorContext = createContext<Editor | undefined>(undefined)

export const EditorProvider = ({ editor, children }: { editor: Editor; children: ReactNode }) => (
  <EditorContext.Provider value={editor}>{children}</EditorContext.Provider>
)

export const useEditor = (): Editor => {
  const editor = useContext(EditorContext)
  if (!editor) throw new Error('There is no editor above this component: wrap it in <EditorProvider>.')
  return editor
}

/** Part of the document. The selector must give the same object for the same part, or the component renders at every change. */
export const useDocument = <T,>(selector: (state: DocumentState) => T): T =>
  useStore(useEditor().document.state, selector)

export const useNode = (id: string): WorkflowNode | undefined => useDocument((state) => state.nodes[id])

export const useNodeIds = (): readonly string[] => useDocument((state) => state.node_order)

export const useConnection = (id: string): Connection | undefined =>
  useDocument((state) => state.connections[id])

/** `edit(label, transaction => …, { merge })`: one change, one step of undo. */
export const useEdit = (): DocumentStore['edit'] => useEditor().document.edit

export const useSession = <T,>(selector: (state: SessionState) => T): T =>
  useStore(useEditor().session, selector)

export const useFindings = (): readonly Finding[] => useStore(useEditor().findings)

export const useCatalogue = (): Catalogue => useEditor().catalogue

export const useHistory = (): HistoryState => useStore(useEditor().document.history)
