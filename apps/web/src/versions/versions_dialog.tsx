import type { VersionSummary } from '@llamanexus/contract'
import Button from '@mui/material/Button'
import { ChevronDown, ChevronRight } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useVersionDiff, useVersions } from '../api/queries.ts'
import { DialogFrame } from '../dialogs/dialog_frame.tsx'
import { ProblemNote } from '../dialogs/problem_note.tsx'
import type { Autosave } from '../drafts/autosave.ts'
import { formatAgo, formatTime } from '../ui/format.ts'
import { useVersionView } from './version_view.tsx'
import styles from './versions_dialog.module.css'

export interface VersionsDialogProps {
  onRestore: Autosave['restore']
  onClose(): void
}

/** The versions that were saved, newest first; each can be looked at and restored. */
export const VersionsDialog = ({ onRestore, onClose }: VersionsDialogProps) => {
  const { live, look } = useVersionView()
  const { id, version: current } = live.document.state.getState().server
  const query = useVersions(id)
  const [open, setOpen] = useState<number>()
  const [problem, setProblem] = useState<unknown>()
  const [isRestoring, setRestoring] = useState(false)
  const versions = query.data?.pages.flatMap((page) => page.items) ?? []
  const { refetch } = query

  // What is typed right now becomes a version first, so that the list has it.
  useEffect(() => {
    void live.save().then(() => refetch())
  }, [live, refetch])

  const show = (version: number) => {
    look(version)
    onClose()
  }
  const restore = async (version: number) => {
    setRestoring(true)
    try {
      const restored = await onRestore(version)
      look(undefined)
      live.session.notify(
        `Version ${version} is restored, as version ${restored.version}: ${restored.summary}`,
        { label: 'Undo', perform: () => live.document.undo() },
      )
      onClose()
    } catch (error) {
      setProblem(error)
      setRestoring(false)
      void refetch()
    }
  }

  return (
    <DialogFrame
      title="Versions"
      onClose={onClose}
      actions={
        <Button color="secondary" onClick={onClose}>
          Close
        </Button>
      }
    >
      <ProblemNote error={query.error ?? problem} />
      <ul className={styles['list']} aria-busy={query.isFetching} aria-label="Saved versions">
        {versions.map((version) => (
          <VersionRow
            key={version.version}
            workflowId={id}
            version={version}
            current={current}
            isOpen={open === version.version}
            isRestoring={isRestoring}
            onToggle={() => setOpen(open === version.version ? undefined : version.version)}
            onShow={() => show(version.version)}
            onRestore={() => void restore(version.version)}
          />
        ))}
        {query.hasNextPage ? (
          <li>
            <Button disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
              Show more
            </Button>
          </li>
        ) : null}
      </ul>
    </DialogFrame>
  )
}

interface VersionRowProps {
  workflowId: string
  version: VersionSummary
  current: number
  isOpen: boolean
  isRestoring: boolean
  onToggle(): void
  onShow(): void
  onRestore(): void
}

const VersionRow = (props: VersionRowProps) => {
  const { version: row, current, isOpen, isRestoring, onToggle, onShow, onRestore } = props
  const isCurrent = row.version === current
  const Chevron = isOpen ? ChevronDown : ChevronRight
  return (
    <li>
      <button type="button" className={styles['row']} aria-expanded={isOpen} onClick={onToggle}>
        <Chevron size={14} aria-hidden />
        <span className={styles['name']}>
          Version {row.version}
          {isCurrent ? <span className={styles['current']}>Current</span> : null}
        </span>
        <span className={styles['summary']}>{row.change_summary}</span>
        <time dateTime={row.created_at} title={formatTime(row.created_at)}>
          {formatAgo(row.created_at)}
        </time>
      </button>
      {isOpen ? (
        <div className={styles['detail']}>
          {isCurrent ? (
            <p>This is what is being edited.</p>
          ) : (
            <>
              <SinceThen {...props} />
              <div className={styles['actions']}>
                <Button variant="outlined" color="secondary" onClick={onShow}>
                  Look at it
                </Button>
                <Button variant="outlined" disabled={isRestoring} onClick={onRestore}>
                  {isRestoring ? 'Restoring…' : 'Restore it'}
                </Button>
              </div>
            </>
          )}
        </div>
      ) : null}
    </li>
  )
}

/** What has changed between a version and now. */
const SinceThen = ({ workflowId, version, current }: VersionRowProps) => {
  const { data, error } = useVersionDiff(workflowId, { from: version.version, to: current })
  if (error) return <ProblemNote error={error} />
  return (
    <p>
      <b>Since then:</b> {data ? data.summary : 'reading…'}
    </p>
  )
}
