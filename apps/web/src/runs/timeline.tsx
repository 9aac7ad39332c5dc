import { ChevronDown, ChevronRight } from 'lucide-react'
import { type KeyboardEvent, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import { formatDuration } from '../ui/format.ts'
import { StatusMark } from '../ui/status_mark.tsx'
import { NodeName } from './node_name.tsx'
import { useRun, useRunStore } from './run_context.tsx'
import { isOver, type RunRecords } from './run_records.ts'
import styles from './timeline.module.css'
import { spanOf, type TimelineRow, timelineRows } from './timeline_rows.ts'
import { useWindow } from './use_window.ts'

const ROW_HEIGHT = 28

interface TimelineProps {
  /** A node execution, or `null` for the run as a whole. */
  onChoose(path: string | null): void
}

/** When each node ran and for how long, nested by frame. Draws only the rows that are seen. */
export const Timeline = ({ onChoose }: TimelineProps) => {
  const store = useRunStore()
  const records = useRun((state) => state.records)
  const version = useDeferredValue(useRun((state) => state.version))
  const path = useRun((state) => state.path)
  const picked = useRun((state) => state.picked)
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set())
  const scroller = useRef<HTMLDivElement>(null)
  const rows = useRows(records, version, unfolded)
  const { from, to } = useWindow(scroller, { rowHeight: ROW_HEIGHT, count: rows.length })
  const now = useNow(records !== null && !isOver(records.header.status))
  if (!records) return null

  const start = Date.parse(records.header.started_at)
  const end = records.header.completed_at === null ? now : Date.parse(records.header.completed_at)
  const scale = { start, length: Math.max(1, end - start), now }

  const toggle = (key: string) => {
    const next = new Set(unfolded)
    if (!next.delete(key)) next.add(key)
    setUnfolded(next)
  }
  const choose = (row: TimelineRow) => {
    if (row.kind === 'node') return onChoose(row.key)
    store.lookAt(row.key)
    if (!unfolded.has(row.key)) toggle(row.key)
  }

  return (
    <div
      ref={scroller}
      className={styles['timeline']}
      role="tree"
      aria-label="Timeline of the run"
      onKeyDown={moveFocus}
    >
      <div style={{ height: rows.length * ROW_HEIGHT, position: 'relative' }}>
        {rows.slice(from, to).map((row, at) => (
          <Row
            key={row.key}
            row={row}
            top={(from + at) * ROW_HEIGHT}
            isChosen={row.kind === 'node' ? row.key === path : isLookedAt(row.key, picked)}
            isUnfolded={unfolded.has(row.key)}
            scale={scale}
            records={records}
            onChoose={() => choose(row)}
            onToggle={() => toggle(row.key)}
          />
        ))}
      </div>
    </div>
  )
}

interface RowProps {
  row: TimelineRow
  top: number
  isChosen: boolean
  isUnfolded: boolean
  scale: { start: number; length: number; now: number }
  records: RunRecords
  onChoose(): void
  onToggle(): void
}

const Row = ({ row, top, isChosen, isUnfolded, scale, records, onChoose, onToggle }: RowProps) => {
  const span = spanOf(row, records)
  const canUnfold = row.kind === 'frame' || row.is_container
  const status = row.kind === 'node' ? row.record.status : row.status
  const duration = row.kind === 'node' ? row.record.duration_ms : span?.to ? span.to - span.from : null
  const Chevron = isUnfolded ? ChevronDown : ChevronRight
  return (
    // The keys of the tree are handled by the tree; Enter and space by the row.
    <div
      role="treeitem"
      tabIndex={top === 0 || isChosen ? 0 : -1}
      aria-level={row.depth + 1}
      aria-selected={isChosen}
      aria-expanded={canUnfold ? isUnfolded : undefined}
      className={styles['row']}
      data-row=""
      style={{ top, paddingLeft: 8 + row.depth * 16 }}
      onClick={onChoose}
      onKeyDown={(event) => {
        if (event.key === 'Enter' || event.key === ' ') onChoose()
        else if (
          canUnfold &&
          (event.key === 'ArrowRight') !== isUnfolded &&
          /Arrow(Left|Right)/.test(event.key)
        )
          onToggle()
        else return
        event.preventDefault()
      }}
    >
      <span
        className={styles['fold']}
        aria-hidden
        onClick={(event) => {
          if (!canUnfold) return
          event.stopPropagation()
          onToggle()
        }}
      >
        {canUnfold ? <Chevron size={14} /> : null}
      </span>
      <RowName row={row} />
      <StatusMark status={status} />
      <span className={styles['track']} aria-hidden>
        {span ? (
          <span
            className={styles['bar']}
            data-status={status}
            style={{
              left: `${percent(span.from - scale.start, scale.length)}%`,
              width: `${percent((span.to ?? scale.now) - span.from, scale.length)}%`,
            }}
          />
        ) : null}
      </span>
      <span className={styles['time']}>{duration === null ? '' : formatDuration(duration)}</span>
    </div>
  )
}

const RowName = ({ row }: { row: TimelineRow }) => (
  <span className={styles['name']}>
    {row.kind === 'frame' ? (
      `Iteration ${row.index + 1}`
    ) : (
      <NodeName nodeId={row.record.node_id} path={row.key}>
        {row.record.attempts > 1 ? <small> · try {row.record.attempts}</small> : null}
      </NodeName>
    )}
  </span>
)

const useRows = (
  records: RunRecords | null,
  version: number,
  unfolded: ReadonlySet<string>,
): TimelineRow[] => {
  // The records are changed in place: the version says when to look again.
  const look = useMemo(() => ({ records, version }), [records, version])
  return useMemo(() => (look.records ? timelineRows(look.records, unfolded) : []), [look, unfolded])
}

/** The time, told often enough for a bar that grows. */
const useNow = (isRunning: boolean): number => {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (!isRunning) return
    const timer = setInterval(() => setNow(Date.now()), 250)
    return () => clearInterval(timer)
  }, [isRunning])
  return now
}

const moveFocus = (event: KeyboardEvent<HTMLElement>) => {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row]')]
  const at = rows.indexOf(document.activeElement as HTMLElement)
  rows[at + (event.key === 'ArrowDown' ? 1 : -1)]?.focus()
  event.preventDefault()
}

const isLookedAt = (prefix: string, picked: Readonly<Record<string, number>>): boolean =>
  Object.keys(picked).length > 0 &&
  prefix
    .split('/')
    .filter((segment) => segment !== '')
    .every((segment) => {
      const bracket = segment.lastIndexOf('[')
      return picked[segment.slice(0, bracket)] === Number(segment.slice(bracket + 1, -1))
    })

/** At least half a percent, so that a quick node can be seen. */
const percent = (part: number, whole: number) => Math.min(100, Math.max(0.5, (part / whole) * 100))
