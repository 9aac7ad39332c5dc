import type { NodeChange, OnMove, OnNodeDrag, ReactFlowInstance, ReactFlowState } from '@xyflow/react'
import type { MouseEvent } from 'react'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Editor } from '../document/editor_context.tsx'
import { containerAt, dropNodes } from './drop_nodes.ts'
import type { FlowStore } from './flow_store.ts'
import type { FlowEdge, FlowNode } from './flow_types.ts'
import type { Box } from './geometry.ts'
import { type GuideLine, guideLines } from './guide_lines.ts'

interface HandlerContext {
  editor: Editor
  flow: FlowStore
  instance: ReactFlowInstance<FlowNode, FlowEdge>
  view: { getState(): ReactFlowState }
}

/** What React Flow calls, and the guides that a drag shows. Made once: a handler that is new at a render makes every node render. */
export const createCanvasHandlers = ({ editor, flow, instance, view }: HandlerContext) => {
  const guides: StoreApi<readonly GuideLine[]> = createStore<readonly GuideLine[]>(() => NO_GUIDES)
  const showGuides = (lines: readonly GuideLine[]) => {
    if (lines.length > 0 || guides.getState().length > 0) guides.setState(lines, true)
  }
  /** Says on the element what goes on, for the style sheet: no component renders for it. */
  const mark = (name: 'panning' | 'dragging', isOn: boolean) =>
    view.getState().domNode?.toggleAttribute(`data-${name}`, isOn)
  const onMove: OnMove = (event) => {
    // Turning the wheel must still hit what is under the pointer the moment after.
    if (event && event.type !== 'wheel') mark('panning', true)
  }
  const onNodesChange = (changes: NodeChange<FlowNode>[]) => {
    // A box drawn within a group means what is in it, not its frame.
    const isBox = view.getState().userSelectionActive
    const isFrame = (id: string) => editor.document.state.getState().annotations[id]?.kind === 'group'
    flow.onNodesChange(
      isBox ? changes.filter((change) => change.type !== 'select' || !isFrame(change.id)) : changes,
    )
  }
  const onNodeDrag: OnNodeDrag<FlowNode> = (event, node, dragged) => {
    mark('dragging', true)
    showGuides(dragged.length === 1 ? linesFor(node, view.getState()) : NO_GUIDES)
    const at = 'clientX' in event ? { x: event.clientX, y: event.clientY } : undefined
    const drop_target =
      at && dragged.some(isNode)
        ? containerAt(
            editor,
            instance.screenToFlowPosition(at, { snapToGrid: false }),
            dragged.map(({ id }) => id),
          )
        : undefined
    if (drop_target !== editor.session.getState().drop_target) editor.session.setState({ drop_target })
  }
  const onNodeDragStop: OnNodeDrag<FlowNode> = (event, node, dragged) => {
    onNodeDrag(event, node, dragged)
    mark('dragging', false)
    showGuides(NO_GUIDES)
    dropNodes(editor, dragged, editor.session.getState().drop_target)
    editor.session.setState({ drop_target: undefined })
    flow.restore()
  }
  const onNodeDoubleClick = (_: MouseEvent, node: FlowNode) => {
    if (isNode(node)) editor.session.inspect(node.id)
  }
  return {
    guides,
    events: {
      onNodesChange,
      onEdgesChange: flow.onEdgesChange,
      onMove,
      onMoveEnd: () => mark('panning', false),
      onNodeDrag,
      onNodeDragStop,
      onNodeDoubleClick,
    },
  }
}

const NO_GUIDES: readonly GuideLine[] = []

const isNode = ({ type }: FlowNode): boolean => type === 'card' || type === 'container'

/** The lines that a dragged node shares with the others that are seen. */
const linesFor = (
  { id }: FlowNode,
  { nodeLookup, transform, width, height }: ReactFlowState,
): GuideLine[] => {
  const [left, top, zoom] = transform
  const seen = { x: -left / zoom, y: -top / zoom, width: width / zoom, height: height / zoom }
  const moved = nodeLookup.get(id)
  if (!moved) return []
  const others: Box[] = []
  for (const node of nodeLookup.values()) {
    const box = boxOf(node)
    const isOther = node.id !== id && node.parentId !== id && node.type !== 'group_frame'
    if (isOther && meets(box, seen)) others.push(box)
  }
  return guideLines(boxOf(moved), others)
}

const boxOf = ({
  internals,
  measured,
}: {
  internals: { positionAbsolute: { x: number; y: number } }
  measured: { width?: number; height?: number }
}): Box => ({ ...internals.positionAbsolute, width: measured.width ?? 0, height: measured.height ?? 0 })

const meets = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
