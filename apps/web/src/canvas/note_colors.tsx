import type { Annotation } from '@llamanexus/workflow'
import { useEdit } from '../document/editor_context.tsx'

const COLORS = ['yellow', 'blue', 'green', 'red'] as const

/** The colours of a note or a group, over it while it is selected. */
export const NoteColors = ({ note }: { note: Annotation }) => {
  const edit = useEdit()
  return (
    <div className="note-colors nodrag nopan" role="group" aria-label="Colour">
      {COLORS.map((color) => (
        <button
          key={color}
          type="button"
          aria-label={color}
          title={color}
          aria-pressed={(note.color ?? 'yellow') === color}
          data-color={color}
          onClick={() =>
            edit('Colour', (t) =>
              t.updateAnnotation(note.id, (old) => (old.color === color ? old : { ...old, color })),
            )
          }
        />
      ))}
    </div>
  )
}
