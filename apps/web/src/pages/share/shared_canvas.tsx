import { ReactFlow } from '@xyflow/react'
import '@xyflow/react/dist/base.css'
import '../../canvas/canvas.css'
import { useRef } from 'react'
import { CanvasControls } from '../../canvas/canvas_controls.tsx'
import { CanvasGrid } from '../../canvas/canvas_grid.tsx'
import { flowParts } from '../../canvas/flow_parts.ts'
import { FlowProvider } from '../../canvas/flow_provider.tsx'
import type { FlowStore } from '../../canvas/flow_store.ts'
import { Minimap } from '../../canvas/minimap.tsx'
import { useFlowView } from '../../canvas/use_flow_view.ts'

/** The canvas to look at: it pans and zooms, a node can be chosen, and nothing moves. */
export const SharedCanvas = () => <FlowProvider>{(flow) => <Canvas flow={flow} />}</FlowProvider>

const Canvas = ({ flow }: { flow: FlowStore }) => {
  const root = useRef<HTMLDivElement>(null)
  const { nodes, edges, detail } = useFlowView({ flow, root })
  return (
    <div ref={root} className="canvas" data-detail={detail} role="application" aria-label="Workflow">
      <CanvasGrid />
      <ReactFlow
        {...flowParts}
        nodes={nodes}
        edges={edges}
        onNodesChange={flow.onNodesChange}
        onEdgesChange={flow.onEdgesChange}
        nodesDraggable={false}
      />
      <CanvasControls />
      <Minimap />
    </div>
  )
}
