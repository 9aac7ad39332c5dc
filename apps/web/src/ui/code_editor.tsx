import { lazy, Suspense } from 'react'
import styles from './code_editor.module.css'
import type { CodeMirrorProps } from './code_mirror.tsx'

const CodeMirror = lazy(async () => ({ default: (await import('./code_mirror.tsx')).CodeMirror }))

/** A code editor, downloaded when the first one is shown. Until then a plain field holds the text, and can be typed in. */
export const CodeEditor = (props: CodeMirrorProps) => (
  <Suspense
    fallback={
      <textarea
        className={styles['plain']}
        aria-label={props.label}
        value={props.value}
        rows={props.isMultiline ? 6 : 1}
        onChange={(event) => props.onChange(event.target.value)}
      />
    }
  >
    <CodeMirror {...props} />
  </Suspense>
)
