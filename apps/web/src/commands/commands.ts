import { arrangeCommands } from './arrange_commands.ts'
import { clipboardCommands } from './clipboard_commands.ts'
import type { Command } from './command.ts'
import { editCommands } from './edit_commands.ts'
import { fileCommands } from './file_commands.ts'
import { focusCommands } from './focus_commands.ts'
import { viewCommands } from './view_commands.ts'

/** Every command of the editor: what menus, the command palette, the shortcut sheet and the keys all read. */
export const commands: readonly Command[] = [
  ...fileCommands,
  ...editCommands,
  ...clipboardCommands,
  ...arrangeCommands,
  ...viewCommands,
  ...focusCommands,
]

export const commandById = (id: string): Command => {
  const command = commands.find((candidate) => candidate.id === id)
  if (!command) throw new Error(`There is no command "${id}".`)
  return command
}
