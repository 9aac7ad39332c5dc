import { type NodeProps, NodeResizeControl } from '@xyflow/react'
import { useDocument, useEdit, useEditor, useSession } from '../document/editor_context.tsx'
import type { FlowNode } from './flow_types.ts'
import { NoteColors } from './note_colors.tsx'

/** A sticky note: drawn, never run. Double click, Enter or F2 to write. */
export const NoteNode = ({ id, selected }: NodeProps<FlowNode>) => {
  const note = useDocument((state) => state.annotations[id])
  const isLocked = useSession((state) => state.is_locked)
  const isWriting = useSession((state) => state.renaming === id)
  const { session, canvas } = useEditor()
  const edit = useEdit()
  if (!note) return null
  const stop = () => {
    if (session.getState().renaming === id) session.setState({ renaming: undefined })
  }
  return (
    <div
      className="note"
      data-color={note.color ?? 'yellow'}
      data-selected={selected || undefined}
      onDoubleClick={(event) => {
        event.stopPropagation()
        if (!isLocked) session.setState({ renaming: id })
      }}
    >
      {isWriting ? (
        <textarea
          ref={takeFocus}
          className="nodrag nopan nowheel"
          aria-label="Note text"
          value={note.text ?? ''}
          onChange={({ target }) =>
            edit('Write note', (t) => t.updateAnnotation(id, (n) => ({ ...n, text: target.value })), {
              merge: `note:${id}`,
            })
          }
          onBlur={stop}
          onKeyDown={(event) => {
            event.stopPropagation()
            if (event.key !== 'Escape') return
            stop()
            canvas.current?.focus()
          }}
        />
      ) : (
        <p>{note.text || 'Double click to write'}</p>
      )}
      {selected && !isLocked && (
        <>
          <NoteColors note={note} />
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
        </>
      )}
    </div>
  )
}

const takeFocus = (field: HTMLTextAreaElement | null) => field?.focus({ preventScroll: true })
