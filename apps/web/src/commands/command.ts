import type { LucideIcon } from 'lucide-react'
import type { Editor } from '../document/editor_context.tsx'
import type { Shortcut } from './shortcut.ts'

export type CommandGroup = 'File' | 'Edit' | 'Add' | 'Arrange' | 'View' | 'Run' | 'Help'

/** One thing that can be done, wherever it is offered: menu, palette, shortcut sheet, key. */
export interface Command {
  id: string
  label: string
  group: CommandGroup
  icon?: LucideIcon
  shortcuts?: readonly Shortcut[]
  /** Whether it can be done now; always, when absent. */
  when?(editor: Editor): boolean
  perform(editor: Editor): void
}

/** Commands whose `when` holds. */
export const isAvailable = (command: Command, editor: Editor): boolean => command.when?.(editor) ?? true
