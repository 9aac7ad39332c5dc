import { useState } from 'react'
import { ValueTree } from '../ui/value_tree.tsx'
import styles from './inspector.module.css'
import { useInspectorScope } from './scope_context.tsx'

/** What the nodes before gave in the last run, to drag or to choose into a field. */
export const SourceValues = () => {
  const { values, sources, choosePath } = useInspectorScope()
  const [isOpen, setOpen] = useState(true)
  const outputs = values['nodes']
  const known = sources.flatMap(({ id, label }) => {
    const value =
      typeof outputs === 'object' && outputs !== null && !Array.isArray(outputs) ? outputs[id] : undefined
    return value === undefined ? [] : [{ path: `nodes.${id}`, label, value }]
  })
  const frame = ['item', 'index', 'trigger', 'variables'].flatMap((name) => {
    const value = values[name]
    const isEmpty = typeof value === 'object' && value !== null && Object.keys(value).length === 0
    return value === undefined || value === null || isEmpty ? [] : [{ path: name, label: name, value }]
  })
  const all = [...frame, ...known]
  if (all.length === 0) return null
  return (
    <details
      className={styles['values']}
      open={isOpen}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>Values to use</summary>
      <p className={styles['note']}>
        From the run shown. Drag one into a field, or choose it to put it where you last typed.
      </p>
      {all.map(({ path, label, value }) => (
        <ValueTree key={path} name={label} path={path} value={value} onChoose={choosePath} />
      ))}
    </details>
  )
}
