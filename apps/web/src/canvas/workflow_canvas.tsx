import { ReactFlow, SelectionMode } from '@xyflow/react'
import '@xyflow/react/dist/base.css'
import './canvas.css'
import { type PointerEvent, useCallback, useMemo, useRef, useState } from 'react'
import { useDocument, useEditor, useSession } from '../document/editor_context.tsx'
import { PALETTE_MIME } from '../palette/palette_mime.ts'
import { addNode, toParent } from './add_node.ts'
import { AlignmentGuides } from './alignment_guides.tsx'
import type { SearchRequest } from './canvas_api.ts'
import { CanvasControls } from './canvas_controls.tsx'
import { CanvasGrid } from './canvas_grid.tsx'
import { createCanvasHandlers } from './canvas_handlers.ts'
import { ConnectByKeyboard } from './connect_by_keyboard.tsx'
import { type ConnectPreview, otherEnd, refOf, startConnectDrag } from './connect_drag.ts'
import { ConnectLine } from './connect_line.tsx'
import { containerAt } from './drop_nodes.ts'
import { EdgeBundle, isBundledAt } from './edge_bundle.tsx'
import { flowParts } from './flow_parts.ts'
import { FlowProvider } from './flow_provider.tsx'
import type { FlowStore } from './flow_store.ts'
import type { FlowEdge } from './flow_types.ts'
import { GRID } from './geometry.ts'
import { Minimap } from './minimap.tsx'
import { NodeSearch } from './node_search.tsx'
import { Notice } from './notice.tsx'
import { PortValue } from './port_value.tsx'
import { useFlowView } from './use_flow_view.ts'

const SNAP: [number, number] = [GRID, GRID]
const NO_EDGES: FlowEdge[] = []
const MULTI_SELECT = ['Meta', 'Control', 'Shift']

/** The canvas of the open workflow. */
export const WorkflowCanvas = () => <FlowProvider>{(flow) => <Canvas flow={flow} />}</FlowProvider>

const Canvas = ({ flow }: { flow: FlowStore }) => {
  const editor = useEditor()
  const root = useRef<HTMLDivElement>(null)
  const [search, setSearch] = useState<SearchRequest>()
  const [connecting, setConnecting] = useState<string>()
  const [preview, setPreview] = useState<ConnectPreview>()
  const {
    view,
    instance,
    nodes,
    edges,
    detail,
    pointer: pointerRef,
  } = useFlowView({
    flow,
    root,
    openSearch: setSearch,
    openConnect: setConnecting,
  })
  const isLocked = useSession((state) => state.is_locked)
  const isBundled = isBundledAt(detail, edges.length)
  const isEmpty = useDocument((state) => state.node_order.length === 0)
  const closeSearch = useCallback(() => setSearch(undefined), [])

  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0 || isLocked || !root.current) return
    const target = event.target as HTMLElement
    const options = { editor, root: root.current, show: setPreview }
    const from = refOf(target.closest<HTMLElement>('[data-port]'))
    if (from) {
      event.stopPropagation()
      event.preventDefault()
      return startConnectDrag(event.nativeEvent, from, options)
    }
    const { end, edge } = target.dataset
    const stays = edge !== undefined && (end === 'source' || end === 'target') && otherEnd(editor, edge, end)
    if (!stays) return
    event.stopPropagation()
    event.preventDefault()
    startConnectDrag(event.nativeEvent, stays, options, edge)
  }

  const handlers = useMemo(
    () => createCanvasHandlers({ editor, flow, instance, view }),
    [editor, flow, instance, view],
  )

  const onDrop = (event: React.DragEvent) => {
    const info = editor.catalogue.get(event.dataTransfer.getData(PALETTE_MIME))
    if (!info) return
    event.preventDefault()
    const at = instance.screenToFlowPosition({ x: event.clientX - 40, y: event.clientY - 18 })
    const parent = info.role === 'trigger' ? undefined : containerAt(editor, at, [])
    addNode(editor, { info, at: toParent(editor, at, parent), parent })
    editor.canvas.current?.focus()
  }

  return (
    <div
      ref={root}
      className="canvas"
      data-detail={detail}
      role="application"
      aria-label="Workflow canvas"
      tabIndex={-1}
      onPointerDownCapture={onPointerDown}
      onPointerMove={({ clientX, clientY }) => {
        pointerRef.current = { x: clientX, y: clientY }
      }}
      onPointerLeave={() => {
        pointerRef.current = undefined
      }}
      onDragOver={(event) => {
        if (event.dataTransfer.types.includes(PALETTE_MIME)) event.preventDefault()
      }}
      onDrop={onDrop}
      onDoubleClick={({ clientX, clientY, target }) => {
        if (!isLocked && (target as Element).classList.contains('react-flow__pane')) {
          editor.canvas.current?.search({ screen: { x: clientX, y: clientY } })
        }
      }}
    >
      <CanvasGrid />
      <ReactFlow
        {...flowParts}
        nodes={nodes}
        edges={isBundled ? NO_EDGES : edges}
        {...handlers.events}
        nodesDraggable={!isLocked}
        multiSelectionKeyCode={MULTI_SELECT}
        selectionMode={SelectionMode.Partial}
        disableKeyboardA11y
        snapToGrid
        snapGrid={SNAP}
        nodeDragThreshold={3}
      >
        <EdgeBundle flow={flow} isShown={isBundled} />
        <AlignmentGuides store={handlers.guides} />
        {preview && <ConnectLine {...preview} />}
      </ReactFlow>
      <PortValue root={root} />
      <CanvasControls />
      <Minimap />
      {isEmpty && <EmptyCanvas />}
      <Notice />
      {search && (
        <NodeSearch key={`${search.screen.x} ${search.screen.y}`} request={search} onClose={closeSearch} />
      )}
      {connecting !== undefined && (
        <ConnectByKeyboard key={connecting} node={connecting} onClose={() => setConnecting(undefined)} />
      )}
    </div>
  )
}

const EmptyCanvas = () => (
  <div className="canvas-empty">
    <div>
      <h2>Start with a trigger</h2>
      Drag a node from the left, double click here, or press <kbd>Tab</kbd> to search. <kbd>?</kbd> shows all
      shortcuts.
    </div>
  </div>
)
