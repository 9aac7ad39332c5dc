import type { NodeStatus as Status } from '@llamanexus/contract'
import { Ban, Check, Circle, CircleDashed, Clock, LoaderCircle, RotateCw, X } from 'lucide-react'
import type { NodeRun } from '../runs/node_run.ts'
import { formatDuration } from '../ui/format.ts'

const GLYPHS = {
  pending: { Icon: Circle, text: 'Queued' },
  running: { Icon: LoaderCircle, text: 'Running' },
  completed: { Icon: Check, text: 'Done' },
  failed: { Icon: X, text: 'Failed' },
  skipped: { Icon: CircleDashed, text: 'Skipped' },
  cancelled: { Icon: Ban, text: 'Stopped' },
  waiting: { Icon: Clock, text: 'Waiting' },
  retrying: { Icon: RotateCw, text: 'Retrying' },
} as const satisfies Record<Status, unknown>

/** A node's state in the run: glyph and text, never colour alone. */
export const NodeStatus = ({ run, isShort }: { run: NodeRun; isShort: boolean }) => {
  const { Icon, text } = GLYPHS[run.status]
  return (
    <span className="card-status" data-run={run.status} title={run.error?.message ?? run.reason ?? text}>
      {!isShort && <span>{wordsOf(run, text)}</span>}
      <Icon size={14} strokeWidth={2.25} aria-hidden={!isShort} aria-label={isShort ? text : undefined} />
    </span>
  )
}

const wordsOf = ({ status, duration_ms, iterations, runs }: NodeRun, text: string): string => {
  const count = iterations
    ? `${iterations.done}${iterations.total === null ? '' : `/${iterations.total}`} · `
    : runs > 1
      ? `${runs}× · `
      : ''
  return `${count}${status === 'completed' && duration_ms !== null ? formatDuration(duration_ms) : text}`
}
