import { X } from 'lucide-react'
import { useEditor } from '../document/editor_context.tsx'
import type { CommandGroup } from './command.ts'
import { commands } from './commands.ts'
import './commands.css'
import { shortcutText } from './shortcut.ts'
import { useModal } from './use_modal.ts'

const GROUPS: readonly CommandGroup[] = ['Add', 'Edit', 'Arrange', 'View', 'File', 'Run', 'Help']

/** All shortcuts on one sheet, read from the commands themselves. */
export const ShortcutSheet = () => {
  const { session } = useEditor()
  const { dialog } = useModal()
  const close = () => session.setState({ dialog: undefined })
  return (
    <dialog
      ref={dialog}
      className="shortcut-sheet"
      aria-label="Keyboard shortcuts"
      onClose={close}
      onClick={({ target }) => {
        if (target === dialog.current) close()
      }}
    >
      <header>
        <h2>Keyboard shortcuts</h2>
        <button type="button" className="icon-button" aria-label="Close" onClick={close}>
          <X size={16} />
        </button>
      </header>
      <div className="shortcut-groups">
        {GROUPS.map((group) => {
          const listed = commands.filter((command) => command.group === group && command.shortcuts)
          return (
            listed.length > 0 && (
              <section key={group}>
                <h3>{group}</h3>
                {listed.map(({ id, label, shortcuts = [] }) => (
                  <div key={id} className="shortcut">
                    {label}
                    <span>
                      {shortcuts.map((shortcut) => (
                        <kbd key={shortcut}>{shortcutText(shortcut)}</kbd>
                      ))}
                    </span>
                  </div>
                ))}
              </section>
            )
          )
        })}
        <section>
          <h3>Run</h3>
          <div className="shortcut">
            Run the workflow <kbd>{shortcutText('mod+enter')}</kbd>
          </div>
        </section>
        <section>
          <h3>Mouse</h3>
          <div className="shortcut">
            Select a box{' '}
            <span>
              <kbd>Shift</kbd> + drag
            </span>
          </div>
          <div className="shortcut">
            Search a node <span>Double click</span>
          </div>
          <div className="shortcut">
            Pick what comes next <span>Drag a port into empty space</span>
          </div>
        </section>
      </div>
    </dialog>
  )
}
