import { type NodeProps, NodeResizeControl } from '@xyflow/react'
import { useEffect, useRef, useState } from 'react'
import { useDocument, useEdit, useSession } from '../document/editor_context.tsx'
import type { FlowNode } from './flow_types.ts'

/** A sticky note: drawn, never run. Double click or Enter to write. */
export const NoteNode = ({ id, selected }: NodeProps<FlowNode>) => {
  const note = useDocument((state) => state.annotations[id])
  const isLocked = useSession((state) => state.is_locked)
  const edit = useEdit()
  const [isWriting, setWriting] = useState(false)
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    if (isWriting) field.current?.focus()
  }, [isWriting])
  if (!note) return null
  return (
    <div
      className="note"
      data-color={note.color ?? 'yellow'}
      data-selected={selected || undefined}
      onDoubleClick={(event) => {
        event.stopPropagation()
        if (!isLocked) setWriting(true)
      }}
    >
      {isWriting ? (
        <textarea
          ref={field}
          className="nodrag nopan nowheel"
          aria-label="Note text"
          value={note.text ?? ''}
          onChange={({ target }) =>
            edit('Write note', (t) => t.updateAnnotation(id, (n) => ({ ...n, text: target.value })), {
              merge: `note:${id}`,
            })
          }
          onBlur={() => setWriting(false)}
          onKeyDown={(event) => {
            event.stopPropagation()
            if (event.key === 'Escape') setWriting(false)
          }}
        />
      ) : (
        <p>{note.text || 'Double click to write'}</p>
      )}
      {selected && !isLocked && (
        <NodeResizeControl
          className="resize-corner nodrag"
          position="bottom-right"
          minWidth={120}
          minHeight={64}
          onResizeEnd={(_, { width, height }) =>
            edit('Resize note', (t) =>
              t.updateAnnotation(id, (n) => ({
                ...n,
                size: { width: Math.round(width), height: Math.round(height) },
              })),
            )
          }
        />
      )}
    </div>
  )
}
