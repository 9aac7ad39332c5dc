import { ReactFlowProvider } from '@xyflow/react'
import { type ReactNode, useEffect, useMemo } from 'react'
import { useEditor } from '../document/editor_context.tsx'
import { createFlowStore, type FlowStore } from './flow_store.ts'

/** The open workflow in React Flow's terms, kept up to date while it is shown. */
export const FlowProvider = ({ children }: { children(flow: FlowStore): ReactNode }) => {
  const editor = useEditor()
  const flow = useMemo(() => createFlowStore(editor), [editor])
  useEffect(() => flow.start(), [flow])
  return <ReactFlowProvider>{children(flow)}</ReactFlowProvider>
}
