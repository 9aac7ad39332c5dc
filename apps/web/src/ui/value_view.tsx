import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import ToggleButton from '@mui/material/ToggleButton'
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup'
import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { IconAction } from './icon_action.tsx'
import { ValueTree } from './value_tree.tsx'
import styles from './value_view.module.css'

type ViewKind = 'tree' | 'table' | 'json'

interface ValueViewProps {
  /** Heading, and the name for screen readers. */
  label: string
  value: JsonValue
  path?: string
  onChoose?(path: string): void
}

/** A value as a tree, text as it reads, a list of rows as a table, or anything as JSON. */
export const ValueView = ({ label, value, path, onChoose }: ValueViewProps) => {
  const rows = rowsOf(value)
  const [wish, setWish] = useState<ViewKind>('tree')
  const kind = wish === 'table' && !rows ? 'tree' : wish
  return (
    <section className={styles['view']} aria-label={label}>
      <header className={styles['head']}>
        <h3 className={styles['label']}>{label}</h3>
        <CopyButton value={value} />
        <ToggleButtonGroup
          exclusive
          size="small"
          value={kind}
          onChange={(_, next: ViewKind | null) => next && setWish(next)}
          aria-label={`How ${label.toLowerCase()} is shown`}
          className={styles['kinds']}
        >
          <ToggleButton value="tree">{typeof value === 'string' ? 'Text' : 'Tree'}</ToggleButton>
          <ToggleButton value="table" disabled={!rows}>
            Table
          </ToggleButton>
          <ToggleButton value="json">JSON</ToggleButton>
        </ToggleButtonGroup>
      </header>
      <div className={styles['body']}>
        {kind === 'table' && rows ? (
          <RowTable rows={rows} />
        ) : kind === 'json' ? (
          <LongText text={JSON.stringify(value, null, 2) ?? 'null'} />
        ) : typeof value === 'string' && value !== '' ? (
          <LongText text={value} />
        ) : (
          <TreeOfParts
            value={value}
            {...(path === undefined ? {} : { path })}
            {...(onChoose ? { onChoose } : {})}
          />
        )}
      </div>
    </section>
  )
}

/** The parts of an object stand side by side, without a fold around them. */
const TreeOfParts = ({ value, path, onChoose }: Pick<ValueViewProps, 'value' | 'path' | 'onChoose'>) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return <ValueTree value={value} isOpen {...(path === undefined || !onChoose ? {} : { path, onChoose })} />
  }
  const entries = Object.entries(value)
  if (entries.length === 0) return <span className={styles['nothing']}>nothing</span>
  return entries.map(([key, part]) => (
    <ValueTree
      key={key}
      name={key}
      value={part}
      isOpen={entries.length === 1 || (entries.length < 4 && !isLong(part))}
      {...(path === undefined || !onChoose ? {} : { path: `${path}.${key}`, onChoose })}
    />
  ))
}

/** Unfolded, it would push what stands below it out of sight: the errors of a loop below its results. */
const isLong = (part: JsonValue): boolean =>
  typeof part === 'object' && part !== null && Object.keys(part).length > 20

const PAGE_CHARS = 20_000

const LongText = ({ text }: { text: string }) => {
  const [shown, setShown] = useState(PAGE_CHARS)
  return (
    <>
      <pre className={styles['json']}>{text.slice(0, shown)}</pre>
      {text.length > shown ? (
        <button type="button" className={styles['more']} onClick={() => setShown(shown + PAGE_CHARS)}>
          Show more ({Math.ceil(text.length / 1000).toLocaleString()} kB in all)
        </button>
      ) : null}
    </>
  )
}

const PAGE_ROWS = 50

const RowTable = ({ rows }: { rows: JsonObject[] }) => {
  const [page, setPage] = useState(0)
  const columns = [...new Set(rows.slice(0, 200).flatMap((row) => Object.keys(row)))].slice(0, 30)
  const from = page * PAGE_ROWS
  return (
    <>
      <div className={styles['scroll']}>
        <table className={styles['table']}>
          <thead>
            <tr>
              <th scope="col">#</th>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(from, from + PAGE_ROWS).map((row, at) => (
              <tr key={from + at}>
                <td>{from + at}</td>
                {columns.map((column) => (
                  <td key={column}>{cellText(row[column])}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > PAGE_ROWS ? (
        <nav className={styles['pages']} aria-label="Pages of rows">
          <button
            type="button"
            className={styles['more']}
            disabled={page === 0}
            onClick={() => setPage(page - 1)}
          >
            Back
          </button>
          <span>
            {from + 1} to {Math.min(rows.length, from + PAGE_ROWS)} of {rows.length.toLocaleString()}
          </span>
          <button
            type="button"
            className={styles['more']}
            disabled={from + PAGE_ROWS >= rows.length}
            onClick={() => setPage(page + 1)}
          >
            Next
          </button>
        </nav>
      ) : null}
    </>
  )
}

const CopyButton = ({ value }: { value: JsonValue }) => {
  const [isCopied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(typeof value === 'string' ? value : JSON.stringify(value, null, 2))
    setCopied(true)
    setTimeout(() => setCopied(false), 1500)
  }
  return (
    <IconAction
      label={isCopied ? 'Copied' : 'Copy'}
      icon={isCopied ? Check : Copy}
      onClick={() => void copy()}
    />
  )
}

/** The rows of a list of objects, or of the only list in an object. */
const rowsOf = (value: JsonValue): JsonObject[] | undefined => {
  if (Array.isArray(value)) return value.length > 0 && value.every(isObject) ? value : undefined
  if (!isObject(value)) return undefined
  const lists = Object.values(value).flatMap((part) => (Array.isArray(part) ? [rowsOf(part)] : []))
  return lists.length === 1 ? lists[0] : undefined
}

const isObject = (value: JsonValue): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const cellText = (value: JsonValue | undefined): string => {
  if (value === undefined || value === null) return ''
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > 120 ? `${text.slice(0, 119)}…` : text
}
