import { routes } from '@llamanexus/contract'
import type { Catalogue, Workflow } from '@llamanexus/workflow'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useApi } from '../../api/api_context.tsx'
import { useNodeTypes } from '../../api/queries.ts'
import { createDocumentStore } from '../../document/document_store.ts'
import { createCanvasSlot, type Editor } from '../../document/editor_context.tsx'
import { createFindingsStore, type FindingsStore } from '../../document/findings_store.ts'
import { keepSelection } from '../../document/keep_selection.ts'
import { createSessionStore } from '../../document/session_store.ts'
import { type Autosave, createAutosave } from '../../drafts/autosave.ts'
import { createDraftStore } from '../../drafts/draft_store.ts'
import { useKnownReferences } from './use_known_references.ts'

export interface OpenEditor {
  editor: Editor
  autosave: Autosave
  findings: FindingsStore
}

/** The editor of a workflow once its document, the node types and the local draft are read. */
export const useOpenEditor = (id: string): { open: OpenEditor | undefined; error: Error | null } => {
  const { call } = useApi()
  const types = useNodeTypes()
  // Read once for each opening: what changes afterwards comes in by saving, never under the person's hands.
  const workflow = useQuery({
    queryKey: ['builder', id],
    queryFn: ({ signal }) => call(routes.getWorkflow, { params: { id }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })
  const [open, setOpen] = useState<OpenEditor>()
  useEffect(() => {
    if (!workflow.data || !types.data) return
    const { editor, autosave, findings, stop } = build(workflow.data, types.data, call)
    let isGone = false
    const start = async () => {
      await autosave.start()
      if (!isGone) setOpen({ editor, autosave, findings })
    }
    void start()
    const flush = () => autosave.flush()
    const onOnline = () => void autosave.save()
    globalThis.addEventListener('pagehide', flush)
    globalThis.addEventListener('online', onOnline)
    return () => {
      isGone = true
      globalThis.removeEventListener('pagehide', flush)
      globalThis.removeEventListener('online', onOnline)
      void autosave.save()
      stop()
      setOpen(undefined)
    }
  }, [workflow.data, types.data, call])
  useKnownReferences(open)
  return { open, error: workflow.error ?? types.error }
}

const build = (
  workflow: Workflow,
  catalogue: Catalogue,
  call: Parameters<typeof createAutosave>[0]['call'],
) => {
  const document = createDocumentStore(workflow)
  const autosave = createAutosave({ document, call, drafts: createDraftStore() })
  const findings = createFindingsStore(document, catalogue)
  const session = createSessionStore()
  const stopKeeping = keepSelection(document, session)
  const editor: Editor = {
    document,
    session,
    catalogue,
    findings,
    canvas: createCanvasSlot(),
    save: autosave.save,
  }
  const stop = () => {
    autosave.stop()
    findings.stop()
    stopKeeping()
  }
  return { editor, autosave, findings, stop }
}
