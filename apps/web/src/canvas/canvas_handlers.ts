import type { OnNodeDrag, ReactFlowInstance, SelectionDragHandler } from '@xyflow/react'
import type { MouseEvent } from 'react'
import type { Editor } from '../document/editor_context.tsx'
import { containerAt, dropNodes } from './drop_nodes.ts'
import type { FlowStore } from './flow_store.ts'
import type { FlowEdge, FlowNode } from './flow_types.ts'

interface HandlerContext {
  editor: Editor
  flow: FlowStore
  instance: ReactFlowInstance<FlowNode, FlowEdge>
}

/** What React Flow calls. Made once: a handler that is new at a render makes every node render. */
export const createCanvasHandlers = ({ editor, flow, instance }: HandlerContext) => {
  const onNodeDrag: OnNodeDrag<FlowNode> = (event, _, dragged) => {
    const at = 'clientX' in event ? { x: event.clientX, y: event.clientY } : undefined
    const drop_target =
      at && dragged.some(({ type }) => type !== 'note')
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
    dropNodes(editor, dragged, editor.session.getState().drop_target)
    editor.session.setState({ drop_target: undefined })
    flow.restore()
  }
  const onSelectionDragStop: SelectionDragHandler<FlowNode> = ({ nativeEvent }, dragged) => {
    const first = dragged[0]
    if (first) onNodeDragStop(nativeEvent, first, dragged)
  }
  const onNodeDoubleClick = (_: MouseEvent, { id, type }: FlowNode) => {
    if (type !== 'note') editor.session.inspect(id)
  }
  return {
    onNodesChange: flow.onNodesChange,
    onEdgesChange: flow.onEdgesChange,
    onNodeDrag,
    onNodeDragStop,
    onSelectionDragStop,
    onNodeDoubleClick,
  }
}
