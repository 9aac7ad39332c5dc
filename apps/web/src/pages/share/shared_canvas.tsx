import {
  type EdgeTypes,
  type NodeTypes,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  useStoreApi,
} from '@xyflow/react'
import '@xyflow/react/dist/base.css'
import '../../canvas/canvas.css'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { BaseEdge } from '../../canvas/base_edge.tsx'
import { BaseNode } from '../../canvas/base_node.tsx'
import { CanvasControls } from '../../canvas/canvas_controls.tsx'
import { CanvasGrid } from '../../canvas/canvas_grid.tsx'
import { ConditionalEdge } from '../../canvas/conditional_edge.tsx'
import { ContainerNode } from '../../canvas/container_node.tsx'
import { createCanvasApi, MIN_ZOOM } from '../../canvas/create_canvas_api.ts'
import { detailAt } from '../../canvas/detail_at.ts'
import { createFlowStore, type FlowStore } from '../../canvas/flow_store.ts'
import type { FlowEdge, FlowNode } from '../../canvas/flow_types.ts'
import { GroupNode } from '../../canvas/group_node.tsx'
import { Minimap } from '../../canvas/minimap.tsx'
import { NoteNode } from '../../canvas/note_node.tsx'
import { useEditor, useSession } from '../../document/editor_context.tsx'

const nodeTypes: NodeTypes = {
  card: BaseNode,
  container: ContainerNode,
  note: NoteNode,
  group_frame: GroupNode,
}
const edgeTypes: EdgeTypes = { base: BaseEdge, conditional: ConditionalEdge }

/** The canvas to look at: it pans and zooms, a node can be chosen, and nothing moves. */
export const SharedCanvas = () => {
  const editor = useEditor()
  const flow = useMemo(() => createFlowStore(editor), [editor])
  useEffect(() => flow.start(), [flow])
  return (
    <ReactFlowProvider>
      <Canvas flow={flow} />
    </ReactFlowProvider>
  )
}

const Canvas = ({ flow }: { flow: FlowStore }) => {
  const editor = useEditor()
  const view = useStoreApi()
  // Sizes and handles are declared, as in the editor: nothing is measured.
  useState(() => view.setState({ updateNodeInternals: () => undefined }))
  const instance = useReactFlow<FlowNode, FlowEdge>()
  const nodes = useStore(flow, (state) => state.nodes)
  const edges = useStore(flow, (state) => state.edges)
  const detail = useSession((state) => state.detail)
  const root = useRef<HTMLDivElement>(null)

  useEffect(() => {
    if (!root.current) return
    const nowhere = () => undefined
    const parts = { flow: instance, root: root.current, pointer: { current: undefined } }
    return editor.canvas.attach(createCanvasApi({ ...parts, openSearch: nowhere, openConnect: nowhere }))
  }, [editor, instance])

  useEffect(() => {
    let isFitted = false
    const onView = () => {
      if (!isFitted && view.getState().width > 0 && view.getState().panZoom) {
        isFitted = true
        editor.canvas.current?.fit(undefined, 0)
      }
      const detail = detailAt(view.getState().transform[2])
      if (detail !== editor.session.getState().detail) editor.session.setState({ detail })
    }
    onView()
    return view.subscribe(onView)
  }, [editor, view])

  return (
    <div ref={root} className="canvas" data-detail={detail} role="application" aria-label="Workflow">
      <CanvasGrid />
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onNodesChange={flow.onNodesChange}
        onEdgesChange={flow.onEdgesChange}
        onlyRenderVisibleElements
        nodesConnectable={false}
        nodesDraggable={false}
        deleteKeyCode={null}
        zoomOnDoubleClick={false}
        minZoom={MIN_ZOOM}
        maxZoom={2.5}
        elevateNodesOnSelect={false}
      />
      <CanvasControls />
      <Minimap />
    </div>
  )
}
