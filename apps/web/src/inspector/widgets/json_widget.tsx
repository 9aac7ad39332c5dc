import type { JsonValue } from '@llamanexus/workflow'
import { useState } from 'react'
import { CodeEditor } from '../../ui/code_editor.tsx'
import type { WidgetProps } from './widget_props.ts'
import styles from './widgets.module.css'

/** JSON as text. What does not read as JSON yet stays in the field and is not taken over. */
export const JsonWidget = ({ field, value, onChange, isInvalid }: WidgetProps) => {
  const outside = textOf(value ?? field.default)
  const [draft, setDraft] = useState<{ text: string; of: string }>()
  const text = draft && draft.of === outside ? draft.text : outside
  const problem = problemOf(text)
  const change = (next: string) => {
    const parsed = parse(next)
    const kept = parsed === undefined ? outside : textOf(parsed.value)
    setDraft({ text: next, of: kept })
    if (parsed && kept !== outside) onChange(parsed.value)
  }
  return (
    <>
      <CodeEditor
        label={field.title}
        value={text}
        onChange={change}
        language="json"
        placeholder={exampleOf(field)}
        isMultiline
        isInvalid={isInvalid || problem !== undefined}
      />
      {problem ? <p className={styles['problem']}>Not taken over yet: {problem}</p> : null}
    </>
  )
}

/** Shown while there is nothing, as it would be written. */
const exampleOf = ({ schema }: WidgetProps['field']): string => {
  const [example] = Array.isArray(schema['examples']) ? (schema['examples'] as JsonValue[]) : []
  return example === undefined ? '' : `e.g. ${JSON.stringify(example)}`
}

const textOf = (value: JsonValue | undefined): string =>
  value === undefined ? '' : JSON.stringify(value, null, 2)

/** Empty text means that nothing is set. */
const parse = (text: string): { value: JsonValue | undefined } | undefined => {
  if (text.trim() === '') return { value: undefined }
  try {
    return { value: JSON.parse(text) as JsonValue }
  } catch {
    return undefined
  }
}

const problemOf = (text: string): string | undefined => {
  if (parse(text)) return undefined
  try {
    JSON.parse(text)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : 'this is not JSON'
  }
}
