import type { JsonValue } from '@llamanexus/workflow'
import { ChevronDown, ChevronRight } from 'lucide-react'
import { useState } from 'react'
import styles from './value_tree.module.css'

interface ValueTreeProps {
  value: JsonValue
  /** Shown before the value. */
  name?: string
  /** The expression that reads this value; makes it one that can be dragged or chosen. */
  path?: string
  onChoose?(path: string): void
  isOpen?: boolean
}

/** Type of what is dragged: the expression without braces. */
export const pathDragType = 'application/x-llamanexus-path'

const PAGE = 100

/** A JSON value to unfold. Long lists come a hundred at a time. */
export const ValueTree = ({ value, name, path, onChoose, isOpen: isOpenAtFirst = false }: ValueTreeProps) => {
  const [isOpen, setOpen] = useState(isOpenAtFirst)
  const [shown, setShown] = useState(PAGE)
  const entries = entriesOf(value)
  const label = name === undefined ? null : <span className={styles['name']}>{name}</span>
  return (
    <div className={styles['tree']}>
      <div className={styles['row']}>
        {entries ? (
          <button
            type="button"
            className={styles['fold']}
            aria-expanded={isOpen}
            aria-label={`${isOpen ? 'Fold' : 'Unfold'} ${name ?? 'value'}`}
            onClick={() => setOpen(!isOpen)}
          >
            {isOpen ? <ChevronDown size={14} aria-hidden /> : <ChevronRight size={14} aria-hidden />}
          </button>
        ) : (
          <span className={styles['fold']} />
        )}
        {path !== undefined && onChoose ? (
          <button
            type="button"
            className={styles['choose']}
            draggable
            title={`Use {{ ${path} }}`}
            onDragStart={(event) => {
              event.dataTransfer.setData(pathDragType, path)
              event.dataTransfer.setData('text/plain', `{{ ${path} }}`)
              event.dataTransfer.effectAllowed = 'copy'
            }}
            onClick={() => onChoose(path)}
          >
            {label}
          </button>
        ) : (
          label
        )}
        {isOpen && entries ? null : <Short value={value} />}
      </div>
      {isOpen && entries ? (
        <div className={styles['children']}>
          {entries.slice(0, shown).map(([key, child]) => (
            <ValueTree
              key={key}
              name={key}
              value={child}
              {...(path !== undefined && onChoose ? { path: stepInto(path, key, value), onChoose } : {})}
            />
          ))}
          {entries.length > shown ? (
            <button type="button" className={styles['more']} onClick={() => setShown(shown + PAGE)}>
              Show {Math.min(PAGE, entries.length - shown)} more of {entries.length.toLocaleString()}
            </button>
          ) : null}
        </div>
      ) : null}
    </div>
  )
}

const Short = ({ value }: { value: JsonValue }) => {
  if (typeof value === 'string') {
    return (
      <span className={styles['string']}>
        {JSON.stringify(value.length > 400 ? `${value.slice(0, 400)}…` : value)}
      </span>
    )
  }
  if (Array.isArray(value)) return <span className={styles['count']}>[{value.length}]</span>
  if (typeof value === 'object' && value !== null) {
    const keys = Object.keys(value)
    return (
      <span
        className={styles['count']}
      >{`{${keys.slice(0, 4).join(', ')}${keys.length > 4 ? ', …' : ''}}`}</span>
    )
  }
  return <span className={styles['atom']}>{String(value)}</span>
}

const entriesOf = (value: JsonValue): [string, JsonValue][] | undefined => {
  if (typeof value !== 'object' || value === null) return undefined
  const entries = Object.entries(value)
  return entries.length > 0 ? entries : undefined
}

/** The expression one step further in. */
const stepInto = (path: string, key: string, holder: JsonValue): string => {
  if (Array.isArray(holder)) return `${path}[${key}]`
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`
}
