import type { NodeTypeInfo, Workflow } from '@llamanexus/workflow'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { createStore } from 'zustand/vanilla'
import { type Api, ApiProvider } from '../../api/api_context.tsx'
import type { EventSocket, SocketStatus } from '../../api/event_socket.ts'
import { createDocumentStore } from '../../document/document_store.ts'
import { createCanvasSlot, type Editor, EditorProvider } from '../../document/editor_context.tsx'
import { createFindingsStore } from '../../document/findings_store.ts'
import { createSessionStore } from '../../document/session_store.ts'
import { RunProvider } from '../../runs/run_context.tsx'
import { ThemeProvider } from '../../theme/theme_provider.tsx'
import { VersionViewProvider } from '../../versions/version_view.tsx'

interface StageOptions {
  workflow: Partial<Workflow>
  types?: readonly NodeTypeInfo[]
  /** The server's answer to every call. */
  call?: (route: { id: string }, given: unknown) => unknown
  /** Events that the test lets come; none otherwise. */
  socket?: EventSocket
}

/** An editor with the real stores, for tests of panels and dialogs; only the server is played. */
export const editorStage = ({
  workflow,
  types = [],
  call = () => ({ items: [], total: 0 }),
  socket = silentSocket(),
}: StageOptions) => {
  const document = createDocumentStore({
    id: 'w',
    name: 'Sample',
    nodes: [],
    connections: [],
    variables: {},
    settings: {},
    created_at: '2026-01-01T00:00:00.000Z',
    updated_at: '2026-01-01T00:00:00.000Z',
    version: 1,
    is_active: false,
    ...workflow,
  })
  const catalogue = new Map(types.map((type) => [type.type, type]))
  const editor: Editor = {
    document,
    session: createSessionStore(),
    catalogue,
    findings: createFindingsStore(document, catalogue),
    canvas: createCanvasSlot(),
    save: () => Promise.resolve(),
  }
  // The client's types follow from the routes; a played server answers what the test says.
  const api = {
    call: async (route: { id: string }, given: unknown) => call(route, given),
    socket,
  } as unknown as Api
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  const Stage = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={queries}>
      <ApiProvider api={api}>
        <ThemeProvider>
          <EditorProvider editor={editor}>
            <RunProvider>
              <VersionViewProvider>{children}</VersionViewProvider>
            </RunProvider>
          </EditorProvider>
        </ThemeProvider>
      </ApiProvider>
    </QueryClientProvider>
  )
  return { editor, Stage }
}

const silentSocket = (): EventSocket => ({
  status: createStore<SocketStatus>(() => 'idle'),
  subscribe: () => () => undefined,
  close: () => undefined,
})
