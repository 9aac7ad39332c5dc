import type { JsonValue } from '@llamanexus/workflow'
import { ChevronDown, ChevronRight } from 'lucide-react'
import { formatDuration } from '../ui/format.ts'
import { StatusMark } from '../ui/status_mark.tsx'
import { ValueView } from '../ui/value_view.tsx'
import type { ComparedSide, Comparison } from './compare_runs.ts'
import { NodeName } from './node_name.tsx'
import styles from './run_comparison.module.css'

interface ComparisonRowProps {
  row: Comparison
  isOpen: boolean
  onToggle(): void
}

/** One node in two runs; unfolded, the outputs that differ side by side. */
export const ComparisonRow = ({ row, isOpen, onToggle }: ComparisonRowProps) => {
  const { path, node_id: nodeId, left, right, ports } = row
  const Chevron = isOpen ? ChevronDown : ChevronRight
  const name = path === '' ? 'The whole run' : <NodeName nodeId={nodeId} path={path} />
  return (
    <>
      <tr data-different={row.is_different || undefined}>
        <th scope="row">
          {ports.length === 0 ? (
            <span className={styles['node']}>{name}</span>
          ) : (
            <button type="button" className={styles['node']} aria-expanded={isOpen} onClick={onToggle}>
              <Chevron size={14} aria-hidden />
              {name}
              <span className={styles['ports']}>{ports.map(portName).join(', ')}</span>
            </button>
          )}
        </th>
        <Side side={left} />
        <Side side={right} />
        <td className={styles['number']}>{changeOfTime(left, right)}</td>
      </tr>
      {isOpen ? (
        <tr>
          <td colSpan={4} className={styles['detail']}>
            {ports.map((port) => (
              <div key={port} className={styles['pair']}>
                <OneValue port={port} when="before" value={left?.outputs[port]} />
                <OneValue port={port} when="after" value={right?.outputs[port]} />
              </div>
            ))}
          </td>
        </tr>
      ) : null}
    </>
  )
}

const Side = ({ side }: { side: ComparedSide | undefined }) => (
  <td>
    {side ? (
      <span className={styles['side']}>
        <StatusMark status={side.status} withText />
        {side.duration_ms === null ? null : <span>{formatDuration(side.duration_ms)}</span>}
        {side.error ? (
          <span className={styles['error']} title={side.error.message}>
            {side.error.message}
          </span>
        ) : null}
      </span>
    ) : (
      <span className={styles['muted']}>not reached</span>
    )}
  </td>
)

interface OneValueProps {
  port: string
  when: 'before' | 'after'
  /** Absent where the port gave nothing. */
  value: JsonValue | undefined
}

const OneValue = ({ port, when, value }: OneValueProps) => {
  const label = `${portName(port)}, ${when}`
  if (value !== undefined) return <ValueView label={label} value={value} />
  return (
    <section aria-label={label}>
      <p className={styles['muted']}>{label}: nothing</p>
    </section>
  )
}

const portName = (port: string): string => port.replaceAll('_', ' ')

/** `+120 ms`: how much longer the right one took; nothing where it cannot be said. */
const changeOfTime = (left: ComparedSide | undefined, right: ComparedSide | undefined): string => {
  if (left?.duration_ms == null || right?.duration_ms == null) return ''
  const change = right.duration_ms - left.duration_ms
  return Math.abs(change) < 1 ? 'same' : `${change > 0 ? '+' : '−'}${formatDuration(Math.abs(change))}`
}
