import { useEffect, useRef, useState } from 'react'
import { type Editor, useEditor } from '../document/editor_context.tsx'

/**
 * A dialog over everything. When it goes, what had the focus before has it again, or the canvas once `forget` was
 * called; unless something else has taken it by then.
 */
export const useModal = () => {
  const editor = useEditor()
  const dialog = useRef<HTMLDialogElement>(null)
  // A field of the dialog has the focus by the time an effect runs.
  const [opener] = useState(() => document.activeElement)
  const back = useRef(opener)
  useEffect(() => {
    dialog.current?.showModal()
    return () => giveBack(back, editor)
  }, [editor])
  const forget = () => {
    back.current = null
  }
  return { dialog, forget }
}

const giveBack = (back: { current: Element | null }, { canvas }: Editor): void => {
  if (document.activeElement !== null && document.activeElement !== document.body) return
  const target = back.current
  if (target instanceof HTMLElement && target !== document.body && target.isConnected)
    target.focus({ preventScroll: true })
  else canvas.current?.focus()
}
