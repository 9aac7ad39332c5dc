import { lazy, Suspense, useEffect } from 'react'
import { useParams } from 'wouter'
import { EditorProvider } from '../../document/editor_context.tsx'
import { RunAddress } from '../../runs/run_address.tsx'
import { RunProvider } from '../../runs/run_context.tsx'
import { VersionViewProvider } from '../../versions/version_view.tsx'
import { BuilderShell } from './builder_shell.tsx'
import './builder.css'
import { useOpenEditor } from './use_open_editor.ts'

const CannotOpen = lazy(() => import('./cannot_open.tsx'))

/** The editor for one workflow, showing the run of the address if it names one. */
const BuilderPage = () => {
  const { id = '', eid } = useParams<{ id: string; eid?: string }>()
  const { open, error } = useOpenEditor(id)
  const name = open?.editor.document.state.getState().meta.name
  useEffect(() => {
    globalThis.document.title = name === undefined ? 'LlamaNexus' : `${name} · LlamaNexus`
  }, [name])
  if (error)
    return (
      <Suspense>
        <CannotOpen error={error} />
      </Suspense>
    )
  if (!open) return <div className="builder-loading" role="status" aria-label="Opening the workflow" />
  return (
    <EditorProvider editor={open.editor}>
      <RunProvider>
        <VersionViewProvider key={id}>
          <RunAddress workflowId={id} executionId={eid} />
          <BuilderShell autosave={open.autosave} />
        </VersionViewProvider>
      </RunProvider>
    </EditorProvider>
  )
}

export default BuilderPage
