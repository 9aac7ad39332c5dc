import type { WorkflowSummary } from '@llamanexus/contract'
import IconButton from '@mui/material/IconButton'
import ListItemIcon from '@mui/material/ListItemIcon'
import Menu from '@mui/material/Menu'
import MenuItem from '@mui/material/MenuItem'
import Switch from '@mui/material/Switch'
import { Copy, EllipsisVertical, ListVideo, Play, Share2, Trash2 } from 'lucide-react'
import { lazy, Suspense, useRef, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { useChangeWorkflow, useDuplicateWorkflow, useRunWorkflow } from '../../api/mutations.ts'
import { ExportItems } from '../../dialogs/export_menu.tsx'
import { TriggerMarks } from '../../triggers/trigger_marks.tsx'
import { formatAgo, formatTime, plural } from '../../ui/format.ts'
import { IconAction } from '../../ui/icon_action.tsx'
import { StatusMark } from '../../ui/status_mark.tsx'
import { RecentRuns } from './recent_runs.tsx'
import { useSampleData } from './use_sample_data.ts'
import styles from './workflow_row.module.css'

const DeleteDialog = lazy(async () => ({
  default: (await import('../../dialogs/delete_dialog.tsx')).DeleteDialog,
}))

const ShareDialog = lazy(async () => ({
  default: (await import('../../dialogs/share_dialog.tsx')).ShareDialog,
}))

interface WorkflowRowProps {
  workflow: WorkflowSummary
  onTag(tag: string): void
  onProblem(error: unknown): void
}

/** One workflow of the list: what it is, how its runs went, whether it is active, and what can be done with it. */
export const WorkflowRow = ({ workflow, onTag, onProblem }: WorkflowRowProps) => {
  const [, navigate] = useLocation()
  const run = useRunWorkflow()
  const change = useChangeWorkflow()
  const readSample = useSampleData()
  const { id, name, description, tags, last_execution: last } = workflow
  // Shown as wished while the server is asked.
  const isActive = change.isPending ? !workflow.is_active : workflow.is_active

  const start = async () => {
    try {
      const { trigger, data } = await readSample(id)
      const execution = await run.mutateAsync({ id, data, ...(trigger ? { trigger } : {}) })
      navigate(`/workflows/${id}/executions/${execution.id}`)
    } catch (error) {
      onProblem(error)
    }
  }

  return (
    <article className={styles['row']}>
      <div className={styles['what']}>
        <h2 className={styles['name']}>
          <Link href={`/workflows/${id}`}>{name}</Link>
        </h2>
        <p className={styles['description']}>
          {description || `${plural(workflow.node_count, 'node')}, changed ${formatAgo(workflow.updated_at)}`}
        </p>
        <TriggerMarks workflow={workflow} />
      </div>
      <div className={styles['tags']}>
        {tags.map((tag) => (
          <button key={tag} type="button" className={styles['tag']} onClick={() => onTag(tag)}>
            {tag}
          </button>
        ))}
      </div>
      <div className={styles['runs']}>
        <RecentRuns statuses={workflow.recent} />
        {last ? (
          <Link
            href={`/workflows/${id}/executions/${last.id}`}
            className={styles['last']}
            title={formatTime(last.started_at)}
          >
            <StatusMark status={last.status} />
            {formatAgo(last.started_at)}
          </Link>
        ) : (
          <span className={styles['never']}>Never run</span>
        )}
      </div>
      <Switch
        checked={isActive}
        slotProps={{ input: { 'aria-label': `${name} is active` } }}
        title={isActive ? 'Active: its triggers start runs' : 'Not active: its triggers are off'}
        onChange={(_, checked) =>
          change.mutate(
            { id, change: (before) => ({ ...before, is_active: checked }) },
            { onError: onProblem },
          )
        }
      />
      <IconAction label={`Run ${name}`} icon={Play} disabled={run.isPending} onClick={() => void start()} />
      <RowMenu workflow={workflow} onProblem={onProblem} />
    </article>
  )
}

const RowMenu = ({ workflow, onProblem }: Pick<WorkflowRowProps, 'workflow' | 'onProblem'>) => {
  const [, navigate] = useLocation()
  const anchor = useRef<HTMLButtonElement>(null)
  const [isOpen, setOpen] = useState(false)
  const [isDeleting, setDeleting] = useState(false)
  const [isSharing, setSharing] = useState(false)
  const duplicate = useDuplicateWorkflow()
  const close = () => setOpen(false)
  return (
    <>
      <IconButton
        ref={anchor}
        aria-label={`More for ${workflow.name}`}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onClick={() => setOpen(true)}
      >
        <EllipsisVertical size={16} aria-hidden />
      </IconButton>
      <Menu open={isOpen} anchorEl={() => anchor.current} onClose={close}>
        <MenuItem onClick={() => navigate(`/executions?workflow=${workflow.id}`)}>
          <ListItemIcon>
            <ListVideo size={16} aria-hidden />
          </ListItemIcon>
          All runs
        </MenuItem>
        <MenuItem
          onClick={() => {
            close()
            duplicate.mutate(workflow.id, { onError: onProblem })
          }}
        >
          <ListItemIcon>
            <Copy size={16} aria-hidden />
          </ListItemIcon>
          Duplicate
        </MenuItem>
        <MenuItem
          onClick={() => {
            close()
            setSharing(true)
          }}
        >
          <ListItemIcon>
            <Share2 size={16} aria-hidden />
          </ListItemIcon>
          Share…
        </MenuItem>
        <ExportItems workflow={workflow} onDone={close} onProblem={onProblem} />
        <MenuItem
          onClick={() => {
            close()
            setDeleting(true)
          }}
        >
          <ListItemIcon>
            <Trash2 size={16} aria-hidden />
          </ListItemIcon>
          Delete…
        </MenuItem>
      </Menu>
      <Suspense>
        {isSharing ? <ShareDialog workflow={workflow} onClose={() => setSharing(false)} /> : null}
        {isDeleting ? <DeleteDialog workflow={workflow} onClose={() => setDeleting(false)} /> : null}
      </Suspense>
    </>
  )
}
