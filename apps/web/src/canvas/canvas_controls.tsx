import { useViewport } from '@xyflow/react'
import { Lock, LockOpen, Maximize, Minus, Plus } from 'lucide-react'
import { useEditor, useSession } from '../document/editor_context.tsx'

/** Zoom, fit and lock. */
export const CanvasControls = () => {
  const { canvas, session } = useEditor()
  const isLocked = useSession((state) => state.is_locked)
  const { zoom } = useViewport()
  return (
    <div className="canvas-controls" role="toolbar" aria-label="Canvas">
      <button
        type="button"
        aria-label="Zoom out"
        title="Zoom out (-)"
        onClick={() => canvas.current?.zoomOut()}
      >
        <Minus size={16} />
      </button>
      <button
        type="button"
        aria-label={`Zoom ${Math.round(zoom * 100)} %, set to 100 %`}
        title="Zoom to 100 % (1)"
        style={{ minWidth: 48 }}
        onClick={() => canvas.current?.zoomTo(1)}
      >
        {Math.round(zoom * 100)}%
      </button>
      <button type="button" aria-label="Zoom in" title="Zoom in (+)" onClick={() => canvas.current?.zoomIn()}>
        <Plus size={16} />
      </button>
      <button type="button" aria-label="Show all" title="Show all (0)" onClick={() => canvas.current?.fit()}>
        <Maximize size={16} />
      </button>
      <button
        type="button"
        aria-label="Lock the canvas"
        aria-pressed={isLocked}
        title={isLocked ? 'Unlock' : 'Lock: nothing can be moved'}
        onClick={() => session.setState({ is_locked: !isLocked })}
      >
        {isLocked ? <Lock size={16} /> : <LockOpen size={16} />}
      </button>
    </div>
  )
}
