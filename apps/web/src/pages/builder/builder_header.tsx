import { ChevronLeft } from 'lucide-react'
import { Suspense } from 'react'
import { Link } from 'wouter'
import { commandById } from '../../commands/commands.ts'
import { shortcutText } from '../../commands/shortcut.ts'
import { useDocument, useEditor, useHistory } from '../../document/editor_context.tsx'
import type { Autosave } from '../../drafts/autosave.ts'
import { NotificationBell } from '../../notifications/notification_bell.tsx'
import { ActiveSwitch } from '../../triggers/active_switch.tsx'
import { LiveEditor } from '../../versions/version_view.tsx'
import { FindingsList } from './findings_list.tsx'
import { RunControls } from './panels.tsx'
import { SaveStatus } from './save_status.tsx'
import { WorkflowMenu } from './workflow_menu.tsx'

/** What the workflow is called, whether it is saved, what is wrong with it, and how it is run. */
export const BuilderHeader = ({ autosave }: { autosave: Autosave }) => {
  const history = useHistory()
  return (
    <header className="builder-header">
      <Link href="/workflows" className="icon-button" aria-label="All workflows">
        <ChevronLeft size={18} />
      </Link>
      <PageHeading />
      <WorkflowName />
      <SaveStatus autosave={autosave} />
      <span className="spacer" />
      <CommandButton id="undo" detail={history.undo} />
      <CommandButton id="redo" detail={history.redo} />
      <FindingsList />
      <NotificationBell className="icon-button" />
      <ActiveSwitch />
      <Suspense>
        <LiveEditor>
          <RunControls />
        </LiveEditor>
      </Suspense>
      <WorkflowMenu />
    </header>
  )
}

/** The name is a field; whoever goes by headings finds it too. */
const PageHeading = () => (
  <h1 className="visually-hidden">{useDocument((state) => state.meta.name) || 'Untitled'}</h1>
)

const WorkflowName = () => {
  const name = useDocument((state) => state.meta.name)
  const { document, is_read_only: isReadOnly = false } = useEditor()
  return (
    <input
      className="workflow-name"
      aria-label="Workflow name"
      value={name}
      readOnly={isReadOnly}
      size={Math.min(40, Math.max(8, name.length))}
      onChange={({ target }) =>
        document.edit('Rename the workflow', (t) => t.setName(target.value), { merge: 'name' })
      }
      onBlur={({ target }) => {
        if (target.value.trim() === '') document.edit('Rename the workflow', (t) => t.setName('Untitled'))
      }}
      onKeyDown={({ key, currentTarget }) => {
        if (key === 'Enter' || key === 'Escape') currentTarget.blur()
      }}
    />
  )
}

const CommandButton = ({ id, detail }: { id: string; detail: string | undefined }) => {
  const editor = useEditor()
  const { label, icon: Icon, shortcuts = [], perform } = commandById(id)
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      title={`${label}${detail ? `: ${detail}` : ''} (${shortcuts.map((shortcut) => shortcutText(shortcut)).join(', ')})`}
      disabled={detail === undefined}
      onClick={() => perform(editor)}
    >
      {Icon && <Icon size={17} />}
    </button>
  )
}
