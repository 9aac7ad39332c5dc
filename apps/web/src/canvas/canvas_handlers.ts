import type { NodeChange, OnMove, OnNodeDrag, ReactFlowInstance, ReactFlowState } from '@xyflow/react'
import type { MouseEvent } from 'react'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Editor } from '../document/editor_context.tsx'
import { containerAt, dropNodes } from './drop_nodes.ts'
import type { FlowStore } from './flow_store.ts'
import type { FlowEdge, FlowNode } from './flow_types.ts'
import type { Box } from './geometry.ts'
import { type GuideLine, guideLines, pullOf } from './guide_lines.ts'

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
  /** Alt lets a node stand where it is put. */
  let isFree = false
  const onNodesChange = (given: NodeChange<FlowNode>[]) => {
    const changes = isFree ? given : pulled(given, view.getState())
    // A box drawn within a group means what is in it, not its frame.
    const isBox = view.getState().userSelectionActive
    const isFrame = (id: string) => editor.document.state.getState().annotations[id]?.kind === 'group'
    flow.onNodesChange(
      isBox ? changes.filter((change) => change.type !== 'select' || !isFrame(change.id)) : changes,
    )
  }
  const onNodeDrag: OnNodeDrag<FlowNode> = (event, node, dragged) => {
    isFree = event.altKey
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

/** Screen pixels from which a line draws a node to itself. */
const REACH = 5

/** The move of a single node, drawn to the lines that it comes near. */
const pulled = (changes: NodeChange<FlowNode>[], state: ReactFlowState): NodeChange<FlowNode>[] => {
  const [change] = changes
  if (changes.length !== 1 || change?.type !== 'position' || !change.dragging || !change.position)
    return changes
  const node = state.nodeLookup.get(change.id)
  if (!node) return changes
  const { x, y, width, height } = boxOf(node)
  const by = { x: change.position.x - node.position.x, y: change.position.y - node.position.y }
  const moved = { x: x + by.x, y: y + by.y, width, height }
  const pull = pullOf(moved, seenBeside(change.id, state), REACH / state.transform[2])
  const position = { x: change.position.x + pull.x, y: change.position.y + pull.y }
  return [{ ...change, position }]
}

/** The lines that a dragged node shares with the others that are seen. */
const linesFor = ({ id }: FlowNode, state: ReactFlowState): GuideLine[] => {
  const moved = state.nodeLookup.get(id)
  return moved ? guideLines(boxOf(moved), seenBeside(id, state)) : []
}

const seenBeside = (id: string, { nodeLookup, transform, width, height }: ReactFlowState): Box[] => {
  const [left, top, zoom] = transform
  const seen = { x: -left / zoom, y: -top / zoom, width: width / zoom, height: height / zoom }
  const others: Box[] = []
  for (const node of nodeLookup.values()) {
    const box = boxOf(node)
    const isOther = node.id !== id && node.parentId !== id && node.type !== 'group_frame'
    if (isOther && meets(box, seen)) others.push(box)
  }
  return others
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
