import type { JsonValue } from '@llamanexus/workflow'
import { useDeferredValue } from 'react'
import { previewOf } from './expression_preview.ts'
import styles from './inspector.module.css'
import { useInspectorScope } from './scope_context.tsx'

interface ExpressionResultProps {
  text: string
  kind: 'template' | 'bare'
  locals: readonly string[]
}

/** One line under an expression: what it gives with the data of the last run. */
export const ExpressionResult = ({ text, kind, locals }: ExpressionResultProps) => {
  const { values } = useInspectorScope()
  const typed = useDeferredValue(text)
  const preview = previewOf(typed, kind, withLocals(values, locals))
  switch (preview.kind) {
    case 'none':
      return null
    case 'error':
      return (
        <p className={styles['result']} data-tone="error">
          {preview.message}
        </p>
      )
    case 'no_data':
      return <p className={styles['result']}>The result shows here once the nodes before have run.</p>
    case 'value':
      return (
        <p className={styles['result']} data-tone="value" title="With the data of the last run">
          = {shortly(preview.value)}
        </p>
      )
    case 'references':
      return (
        <p className={styles['result']}>
          Evaluated when it runs
          {preview.references.map(({ name, value }) => (
            <span key={name}>
              , <code>{name}</code> = {shortly(value)}
            </span>
          ))}
        </p>
      )
  }
}

/** `input` is the port of that name; `item` in a mapper is the first of its items. */
const withLocals = (values: { [key: string]: JsonValue }, locals: readonly string[]) => {
  const inputs = values['inputs']
  if (typeof inputs !== 'object' || inputs === null || Array.isArray(inputs)) return values
  const items = inputs['items'] ?? inputs['inputs']
  const known: Record<string, JsonValue | undefined> = {
    ...inputs,
    ...(Array.isArray(items) ? { item: items[0] ?? null, items, index: 0 } : {}),
  }
  const found = locals.flatMap((name) => {
    const value = known[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  return { ...values, ...Object.fromEntries(found) }
}

const shortly = (value: JsonValue): string => {
  const text = JSON.stringify(value)
  return text.length > 120 ? `${text.slice(0, 119)}…` : text
}
