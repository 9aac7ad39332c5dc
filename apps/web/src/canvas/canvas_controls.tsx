import { useStore } from '@xyflow/react'
import { Lock, LockOpen, Maximize, Minus, Plus } from 'lucide-react'
import { useEditor, useSession } from '../document/editor_context.tsx'

/** Zoom, fit, and lock where there is something to lock. */
export const CanvasControls = () => {
  const { canvas, session, is_read_only: isReadOnly = false } = useEditor()
  const isLocked = useSession((state) => state.is_locked)
  // Panning renders nothing here: only what is shown is read.
  const percent = useStore((state) => Math.round(state.transform[2] * 100))
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
        aria-label={`Zoom ${percent} %, set to 100 %`}
        title="Zoom to 100 % (1)"
        style={{ minWidth: 48 }}
        onClick={() => canvas.current?.zoomTo(1)}
      >
        {percent}%
      </button>
      <button type="button" aria-label="Zoom in" title="Zoom in (+)" onClick={() => canvas.current?.zoomIn()}>
        <Plus size={16} />
      </button>
      <button type="button" aria-label="Show all" title="Show all (0)" onClick={() => canvas.current?.fit()}>
        <Maximize size={16} />
      </button>
      {isReadOnly ? null : (
        <button
          type="button"
          aria-label="Lock the canvas"
          aria-pressed={isLocked}
          title={isLocked ? 'Unlock' : 'Lock: nothing can be moved'}
          onClick={() => session.setState({ is_locked: !isLocked })}
        >
          {isLocked ? <Lock size={16} /> : <LockOpen size={16} />}
        </button>
      )}
    </div>
  )
}
