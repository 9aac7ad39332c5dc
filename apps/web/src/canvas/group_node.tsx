import { type NodeProps, NodeResizeControl } from '@xyflow/react'
import { useDocument, useEdit, useEditor, useSession } from '../document/editor_context.tsx'
import type { FlowNode } from './flow_types.ts'
import { NoteColors } from './note_colors.tsx'

/** A named frame around nodes. Taken by its title it carries what lies in it; the space inside stays canvas. */
export const GroupNode = ({ id, selected }: NodeProps<FlowNode>) => {
  const group = useDocument((state) => state.annotations[id])
  const isLocked = useSession((state) => state.is_locked)
  const isRenaming = useSession((state) => state.renaming === id)
  const { session, canvas } = useEditor()
  const edit = useEdit()
  if (!group) return null
  const finish = (value: string | undefined) => {
    if (session.getState().renaming !== id) return
    session.setState({ renaming: undefined })
    canvas.current?.focus()
    const text = value?.trim()
    if (text === undefined || text === group.text) return
    edit('Rename group', (t) => t.updateAnnotation(id, (old) => ({ ...old, text })))
  }
  return (
    <div className="group" data-color={group.color ?? 'yellow'} data-selected={selected || undefined}>
      <div
        className="group-title"
        onDoubleClick={(event) => {
          event.stopPropagation()
          if (!isLocked) session.setState({ renaming: id })
        }}
      >
        {isRenaming ? (
          <input
            ref={takeFocus}
            className="nodrag nopan"
            aria-label="Group name"
            defaultValue={group.text ?? ''}
            onBlur={({ currentTarget }) => finish(currentTarget.value)}
            onKeyDown={(event) => {
              event.stopPropagation()
              if (event.key === 'Enter') finish(event.currentTarget.value)
              if (event.key === 'Escape') finish(undefined)
            }}
          />
        ) : (
          group.text || 'Group'
        )}
      </div>
      {selected && !isLocked && (
        <>
          <NoteColors note={group} />
          <NodeResizeControl
            className="resize-corner nodrag"
            position="bottom-right"
            minWidth={160}
            minHeight={96}
            onResizeEnd={(_, { width, height }) =>
              edit('Resize group', (t) =>
                t.updateAnnotation(id, (old) => ({
                  ...old,
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

const takeFocus = (field: HTMLInputElement | null) => {
  if (!field || field === globalThis.document.activeElement) return
  field.focus({ preventScroll: true })
  field.select()
}
