import type { ExecutionStatus, NodeStatus } from '@llamanexus/contract'
import {
  CircleCheck,
  CircleDashed,
  CirclePause,
  CircleSlash,
  CircleX,
  Hourglass,
  LoaderCircle,
  type LucideIcon,
  RotateCcw,
  SkipForward,
} from 'lucide-react'
import styles from './status_mark.module.css'

type Status = NodeStatus | ExecutionStatus

interface StatusMarkProps {
  status: Status
  /** CSS pixels. */
  size?: number
  /** Shows the word too; without it, it is there for screen readers. */
  withText?: boolean
}

/** The state of a run or of a node: by shape, word and colour together. */
export const StatusMark = ({ status, size = 14, withText = false }: StatusMarkProps) => {
  const { icon: Icon, text, tone } = marks[status]
  return (
    <span
      className={styles['mark']}
      data-tone={tone}
      data-status={status}
      title={withText ? undefined : text}
    >
      <Icon size={size} aria-hidden className={status === 'running' ? styles['spin'] : undefined} />
      <span className={withText ? undefined : 'visually-hidden'}>{text}</span>
    </span>
  )
}

export const statusText = (status: Status): string => marks[status].text

type Tone = 'quiet' | 'running' | 'success' | 'error' | 'warning'

const marks: Record<Status, { icon: LucideIcon; text: string; tone: Tone }> = {
  pending: { icon: CircleDashed, text: 'Pending', tone: 'quiet' },
  running: { icon: LoaderCircle, text: 'Running', tone: 'running' },
  completed: { icon: CircleCheck, text: 'Completed', tone: 'success' },
  failed: { icon: CircleX, text: 'Failed', tone: 'error' },
  skipped: { icon: SkipForward, text: 'Skipped', tone: 'quiet' },
  cancelled: { icon: CircleSlash, text: 'Cancelled', tone: 'warning' },
  waiting: { icon: Hourglass, text: 'Waiting', tone: 'running' },
  retrying: { icon: RotateCcw, text: 'Retrying', tone: 'warning' },
  paused: { icon: CirclePause, text: 'Paused', tone: 'warning' },
}
