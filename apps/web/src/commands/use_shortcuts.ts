import { useEffect } from 'react'
import { type Editor, useEditor } from '../document/editor_context.tsx'
import { parsePart } from '../document/operations/clipboard.ts'
import { pasteText } from './clipboard_commands.ts'
import { type Command, isAvailable } from './command.ts'
import { commands } from './commands.ts'
import { shortcutOf } from './shortcut.ts'

/** Keys that must work wherever the focus is. */
const EVERYWHERE = new Set([
  'mod+s',
  'mod+k',
  'mod+b',
  'mod+i',
  'mod+j',
  'mod+o',
  'mod+shift+s',
  'f6',
  'shift+f6',
])

/** Keys that no button, list or menu has use for. */
const OUTSIDE_FIELDS = new Set(['?'])

/** Performs commands by their shortcuts. Keys that a field, a menu or a button has use for stay theirs. */
export const useShortcuts = (): void => {
  const editor = useEditor()
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const command = commandFor(event, editor)
      if (!command) return
      // The browser's own paste event brings the text without asking for permission.
      if (command.id === 'paste') return
      event.preventDefault()
      command.perform(editor)
    }
    const onPaste = (event: ClipboardEvent) => {
      const text = event.clipboardData?.getData('text/plain') ?? ''
      if (isForField(event.target) || !isOnCanvas(event.target) || !parsePart(text)) return
      event.preventDefault()
      if (!editor.session.getState().is_locked) pasteText(editor, text)
    }
    globalThis.addEventListener('keydown', onKeyDown)
    globalThis.addEventListener('paste', onPaste)
    return () => {
      globalThis.removeEventListener('keydown', onKeyDown)
      globalThis.removeEventListener('paste', onPaste)
    }
  }, [editor])
}

/** The command that a key is for, as things stand. */
export const commandFor = (event: KeyboardEvent, editor: Editor): Command | undefined => {
  const shortcut = shortcutOf(event)
  if (event.defaultPrevented || event.isComposing) return undefined
  const isField = isForField(event.target)
  const isHeard =
    EVERYWHERE.has(shortcut) || (!isField && (OUTSIDE_FIELDS.has(shortcut) || isOnCanvas(event.target)))
  if (!isHeard) return undefined
  return commands.find((command) => command.shortcuts?.includes(shortcut) && isAvailable(command, editor))
}

const isForField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName))

/** On the canvas, or nowhere in particular. */
const isOnCanvas = (target: EventTarget | null): boolean =>
  target === document.body || (target instanceof Element && target.closest('.canvas') !== null)
