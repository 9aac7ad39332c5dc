import { useEditor, useSession } from '../document/editor_context.tsx'

/** Selecting the text alone does not move the focus, and what is typed would be taken for shortcuts. */
const takeFocus = (field: HTMLInputElement | null) => {
  if (!field || field === globalThis.document.activeElement) return
  field.focus({ preventScroll: true })
  field.select()
}

/** The name on the card; a field while it is being renamed (F2, or a double click on it). */
export const NodeTitle = ({ id, name }: { id: string; name: string }) => {
  const { document, session, canvas } = useEditor()
  const isRenaming = useSession((state) => state.renaming === id)
  if (!isRenaming) {
    return (
      <span
        className="card-title"
        onDoubleClick={(event) => {
          event.stopPropagation()
          session.setState({ renaming: id })
        }}
      >
        {name}
      </span>
    )
  }
  const finish = (value: string | undefined) => {
    if (session.getState().renaming !== id) return
    session.setState({ renaming: undefined })
    canvas.current?.focus()
    if (value === undefined) return
    const label = value.trim()
    document.edit('Rename', (t) =>
      t.updateNode(id, (node) => {
        if (label === name) return node
        const { label: _, ...rest } = node
        return label === '' ? rest : { ...rest, label }
      }),
    )
  }
  return (
    <input
      className="card-title nodrag nopan"
      aria-label="Node name"
      defaultValue={name}
      ref={takeFocus}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.key === 'Enter') finish(event.currentTarget.value)
        if (event.key === 'Escape') finish(undefined)
      }}
      onBlur={({ currentTarget }) => finish(currentTarget.value)}
    />
  )
}
