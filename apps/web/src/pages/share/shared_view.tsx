import type { SharedWorkflow } from '@llamanexus/contract'
import type { Catalogue } from '@llamanexus/workflow'
import Button from '@mui/material/Button'
import { CopyPlus, Download, Moon, Sun } from 'lucide-react'
import { useMemo } from 'react'
import { Link, useLocation } from 'wouter'
import { useImportWorkflow } from '../../api/mutations.ts'
import { BroughtNote } from '../../dialogs/brought_note.tsx'
import { EditorProvider, useNode, useSession } from '../../document/editor_context.tsx'
import { useThemeMode } from '../../theme/theme_mode.ts'
import { describeError } from '../../ui/describe_error.ts'
import { formatTime } from '../../ui/format.ts'
import { IconAction } from '../../ui/icon_action.tsx'
import { AboutShare } from './about_share.tsx'
import styles from './share_page.module.css'
import { SharedCanvas } from './shared_canvas.tsx'
import { createSharedEditor } from './shared_editor.ts'
import { SharedNode } from './shared_node.tsx'

interface SharedViewProps {
  token: string
  shared: SharedWorkflow
  catalogue: Catalogue
}

/** A shared workflow: drawn, explained, and to be taken along. */
export const SharedView = ({ token, shared, catalogue }: SharedViewProps) => {
  const editor = useMemo(() => createSharedEditor(shared.workflow, catalogue), [shared, catalogue])
  return (
    <EditorProvider editor={editor}>
      <div className={styles['page']}>
        <Head token={token} shared={shared} />
        <div className={styles['middle']}>
          <main className={styles['canvas']} aria-label="Workflow">
            <SharedCanvas />
          </main>
          <aside className={styles['side']} aria-label="About it">
            <Side shared={shared} />
          </aside>
        </div>
      </div>
    </EditorProvider>
  )
}

const Side = ({ shared }: { shared: SharedWorkflow }) => {
  const inspected = useSession((state) => state.inspected)
  const node = useNode(inspected ?? '')
  if (!node) return <AboutShare shared={shared} />
  const at = `/nodes/${shared.workflow.nodes.findIndex(({ id }) => id === node.id)}/`
  const leftOut = shared.left_out.flatMap((pointer) =>
    pointer.startsWith(at) ? [pointer.slice(at.length - 1)] : [],
  )
  return <SharedNode key={node.id} node={node} leftOut={leftOut} />
}

const Head = ({ token, shared }: Pick<SharedViewProps, 'token' | 'shared'>) => {
  const [, navigate] = useLocation()
  const copy = useImportWorkflow()
  const open = (id: string) => navigate(`/workflows/${id}`)
  const take = async () => {
    const { workflow, functions } = await copy.mutateAsync(JSON.stringify(shared.workflow))
    if (functions.imported.length + functions.renamed.length === 0) open(workflow.id)
  }
  const brought = copy.data
  return (
    <header className={styles['head']}>
      <div className={styles['titles']}>
        <h1>{shared.title}</h1>
        <p>
          {shared.title === shared.workflow.name ? '' : `${shared.workflow.name} · `}Shared{' '}
          {formatTime(shared.created_at)} from <Link href="/workflows">LlamaNexus</Link>
        </p>
      </div>
      <ModeSwitch />
      <Downloads token={token} />
      <Button
        variant="contained"
        startIcon={<CopyPlus size={16} aria-hidden />}
        disabled={copy.isPending || copy.isSuccess}
        onClick={() => void take().catch(() => undefined)}
      >
        Copy to my workflows
      </Button>
      {copy.error ? (
        <p role="alert" className={styles['problem']}>
          {describeError(copy.error)}
        </p>
      ) : null}
      {brought && brought.functions.imported.length + brought.functions.renamed.length > 0 ? (
        <BroughtNote {...brought} onOpen={() => open(brought.workflow.id)} onClose={() => copy.reset()} />
      ) : null}
    </header>
  )
}

/** The files come from the server as they are: they hold what an import needs. */
const Downloads = ({ token }: { token: string }) => {
  const file = `/api/v1/shares/${encodeURIComponent(token)}/file`
  return (
    <span className={styles['downloads']} role="group" aria-label="Download">
      <Download size={15} aria-hidden /> Download
      <a href={`${file}?format=json`} download>
        JSON
      </a>
      <a href={`${file}?format=yaml`} download>
        YAML
      </a>
    </span>
  )
}

const ModeSwitch = () => {
  const { setMode } = useThemeMode()
  const isDark = globalThis.document.documentElement.dataset['theme'] === 'dark'
  return (
    <IconAction
      label={isDark ? 'Light colours' : 'Dark colours'}
      icon={isDark ? Sun : Moon}
      onClick={() => setMode(isDark ? 'light' : 'dark')}
    />
  )
}
