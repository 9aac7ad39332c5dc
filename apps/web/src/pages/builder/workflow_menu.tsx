import { Moon, MoreHorizontal, Sun } from 'lucide-react'
import { isAvailable } from '../../commands/command.ts'
import { commandById } from '../../commands/commands.ts'
import { shortcutText } from '../../commands/shortcut.ts'
import { useDocument, useEditor, useHistory, useSession } from '../../document/editor_context.tsx'
import { useThemeMode } from '../../theme/theme_mode.ts'

const ENTRIES = [
  ['save', 'open', 'save_as', 'share', 'export', 'export_yaml', 'versions', 'settings'],
  [
    'copy',
    'cut',
    'duplicate',
    'rename',
    'replace',
    'toggle_disabled',
    'delete',
    'delete_and_heal',
    'select_all',
  ],
  ['add_node', 'add_note', 'connect', 'tidy'],
  ['commands', 'shortcuts'],
]

/** The workflow's menu: commands, by groups. */
export const WorkflowMenu = () => {
  const editor = useEditor()
  // What can be done follows from these.
  useSession((state) => state.selected_nodes)
  useDocument((state) => state.nodes)
  useHistory()
  const { setMode } = useThemeMode()
  const isDark = globalThis.document.documentElement.dataset['theme'] === 'dark'
  return (
    <>
      <button type="button" className="icon-button" aria-label="Menu" popoverTarget="workflow-menu">
        <MoreHorizontal size={18} />
      </button>
      <div id="workflow-menu" popover="auto" className="popover workflow-menu">
        {ENTRIES.map((ids) => (
          <div key={ids[0]}>
            {ids.map((id) => {
              const command = commandById(id)
              const { icon: Icon, shortcuts } = command
              return (
                <button
                  key={id}
                  type="button"
                  disabled={!isAvailable(command, editor)}
                  popoverTarget="workflow-menu"
                  popoverTargetAction="hide"
                  onClick={() => command.perform(editor)}
                >
                  {Icon ? <Icon size={15} aria-hidden /> : <span />}
                  {command.label}
                  {shortcuts?.[0] && <kbd>{shortcutText(shortcuts[0])}</kbd>}
                </button>
              )
            })}
          </div>
        ))}
        <div>
          <button
            type="button"
            popoverTarget="workflow-menu"
            popoverTargetAction="hide"
            onClick={() => setMode(isDark ? 'light' : 'dark')}
          >
            {isDark ? <Sun size={15} aria-hidden /> : <Moon size={15} aria-hidden />}
            {isDark ? 'Light colours' : 'Dark colours'}
          </button>
        </div>
      </div>
    </>
  )
}
