import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react'
import { useWorkflowVersion } from '../api/queries.ts'
import { type Editor, EditorProvider, useEditor } from '../document/editor_context.tsx'
import { createPastEditor } from './past_editor.ts'

interface VersionView {
  /** The document that is being edited. It stays open, and goes on being saved, whatever is looked at. */
  live: Editor
  /** What the canvas and the panels show: `live`, or a version from before. */
  shown: Editor
  /** The version from before that is asked for; `undefined` for the current one. */
  version: number | undefined
  /** Why that version could not be read. */
  problem: Error | null
  /** Shows a version as it was; `undefined` and the current version's number go back to the editing. */
  look(version: number | undefined): void
}

const VersionViewContext = createContext<VersionView | undefined>(undefined)

/** Lets everything below look at versions from before, in the place of the document that is being edited. */
export const VersionViewProvider = ({ children }: { children: ReactNode }) => {
  const live = useEditor()
  const [version, setVersion] = useState<number>()
  const { id } = live.document.state.getState().server
  const { data, error } = useWorkflowVersion(id, version)
  const past = useMemo(
    () =>
      data &&
      createPastEditor({ workflow: data, catalogue: live.catalogue, panels: live.session.getState() }),
    [data, live],
  )
  const shown = (version !== undefined && past) || live
  // Whether the run panel is open is the person's choice, and comes back with them.
  useEffect(() => {
    if (shown === live) return
    return () => live.session.setState({ is_bottom_open: shown.session.getState().is_bottom_open })
  }, [shown, live])
  const look = useCallback(
    (wanted: number | undefined) => {
      const isCurrent = wanted === live.document.state.getState().server.version
      setVersion(isCurrent ? undefined : wanted)
    },
    [live],
  )
  const view = useMemo(
    () => ({ live, shown, version, problem: version === undefined ? null : error, look }),
    [live, shown, version, error, look],
  )
  return (
    <VersionViewContext.Provider value={view}>
      <EditorProvider editor={shown}>{children}</EditorProvider>
    </VersionViewContext.Provider>
  )
}

export const useVersionView = (): VersionView => {
  const view = useContext(VersionViewContext)
  if (!view) throw new Error('No versions can be looked at here: wrap it in <VersionViewProvider>.')
  return view
}

/** What is about the document that is being edited, whatever is looked at. */
export const LiveEditor = ({ children }: { children: ReactNode }) => (
  <EditorProvider editor={useVersionView().live}>{children}</EditorProvider>
)
