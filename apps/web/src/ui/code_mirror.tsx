import {
  autocompletion,
  type CompletionSource,
  closeBrackets,
  completionKeymap,
} from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { javascript, javascriptLanguage } from '@codemirror/lang-javascript'
import { json } from '@codemirror/lang-json'
import { bracketMatching, HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { Compartment, EditorState, type Extension } from '@codemirror/state'
import { drawSelection, EditorView, keymap, lineNumbers, placeholder } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { useEffect, useLayoutEffect, useRef } from 'react'
import { python } from './python_language.ts'
import { useReadOnly } from './read_only.ts'
import { sql } from './sql_language.ts'
import { syntaxMarks } from './syntax_marks.ts'

export type CodeLanguage = 'javascript' | 'python' | 'sql' | 'json' | 'expression' | 'template' | 'text'

export interface CodeMirrorProps {
  value: string
  onChange(value: string): void
  /** For screen readers. */
  label: string
  language?: CodeLanguage
  isMultiline?: boolean
  isReadOnly?: boolean
  placeholder?: string
  completions?: CompletionSource
  isInvalid?: boolean
  /** A dropped reference is told here; the text is put where it was dropped. */
  acceptsDrop?: boolean
}

/** CodeMirror in the colours of the app. `Tab` leaves the field, so that the keyboard is never trapped. */
export const CodeMirror = (given: CodeMirrorProps) => {
  const isReadOnly = useReadOnly() || given.isReadOnly === true
  const props = { ...given, isReadOnly }
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(undefined)
  const latest = useRef(props)
  useLayoutEffect(() => {
    latest.current = props
  })
  const { value, label, language = 'text', isInvalid = false } = props

  useEffect(() => {
    if (!host.current) return
    const made = new EditorView({
      parent: host.current,
      state: EditorState.create({ doc: latest.current.value, extensions: extensionsFor(latest) }),
    })
    view.current = made
    return () => made.destroy()
  }, [])

  useEffect(() => {
    view.current?.dispatch({ effects: languagePart.reconfigure(languages[language]()) })
  }, [language])

  useEffect(() => {
    view.current?.dispatch({ effects: labelPart.reconfigure(labelled(label)) })
  }, [label])

  useEffect(() => {
    const made = view.current
    const text = made?.state.doc.toString()
    // What was typed here comes back as the value: it must not move the cursor.
    if (made && text !== value) made.dispatch({ changes: { from: 0, to: text?.length ?? 0, insert: value } })
  }, [value])

  return <div ref={host} data-invalid={isInvalid || undefined} data-code-editor="" />
}

const languagePart = new Compartment()
const labelPart = new Compartment()

const labelled = (label: string): Extension => EditorView.contentAttributes.of({ 'aria-label': label })

const languages: Record<CodeLanguage, () => Extension> = {
  javascript: () => [javascript(), syntaxMarks],
  python: () => python,
  sql: () => sql,
  json: () => [json(), syntaxMarks],
  expression: () => javascriptLanguage,
  template: () => [],
  text: () => [],
}

const extensionsFor = (latest: { current: CodeMirrorProps }): Extension => {
  const { isMultiline = false, isReadOnly = false, label, language = 'text' } = latest.current
  return [
    history(),
    drawSelection(),
    bracketMatching(),
    closeBrackets(),
    syntaxHighlighting(highlight),
    languagePart.of(languages[language]()),
    autocompletion({ override: [(context) => latest.current.completions?.(context) ?? null], icons: false }),
    keymap.of([...completionKeymap, ...defaultKeymap, ...historyKeymap]),
    placeholder(latest.current.placeholder ?? ''),
    labelPart.of(labelled(label)),
    EditorState.readOnly.of(isReadOnly),
    EditorView.lineWrapping,
    EditorView.updateListener.of((update) => {
      if (update.docChanged) latest.current.onChange(update.state.doc.toString())
    }),
    isMultiline && language !== 'template' && language !== 'expression' ? lineNumbers() : [],
    isMultiline ? tall : [],
    look,
  ]
}

const highlight = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword], color: 'var(--accent)' },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: 'var(--success)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--warning)' },
  { tag: [tags.comment], color: 'var(--text-muted)', fontStyle: 'italic' },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], color: 'var(--running)' },
  { tag: tags.invalid, color: 'var(--error)' },
])

const tall = EditorView.theme({
  '.cm-scroller': { minHeight: '96px', maxHeight: '320px' },
  // The column of line numbers goes down to the end of a short text too.
  '.cm-gutters': { alignSelf: 'stretch', height: 'auto !important' },
})

const look = EditorView.theme({
  '&': {
    border: '1px solid var(--border-strong)',
    borderRadius: 'var(--radius-small)',
    background: 'var(--surface-raised)',
    color: 'var(--text)',
    fontSize: '12.5px',
  },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '-1px' },
  '.cm-scroller': { fontFamily: 'var(--font-mono)', lineHeight: '18px', maxHeight: '240px' },
  '.cm-content': { padding: '8px 0', caretColor: 'var(--text)' },
  '.cm-line': { padding: '0 10px' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-gutters': {
    background: 'var(--surface-sunken)',
    color: 'var(--text-muted)',
    border: 'none',
    borderRadius: 'var(--radius-small) 0 0 var(--radius-small)',
  },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    background: 'color-mix(in srgb, var(--accent) 30%, transparent)',
  },
  '.cm-placeholder': { color: 'var(--text-muted)' },
  '.cm-tooltip': {
    background: 'var(--surface-raised)',
    border: '1px solid var(--border)',
    borderRadius: 'var(--radius-small)',
    boxShadow: 'var(--shadow-popover)',
    overflow: 'hidden',
    zIndex: '1500',
  },
  '.cm-tooltip-autocomplete > ul > li': { padding: '4px 8px', fontFamily: 'var(--font-mono)' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    background: 'var(--accent)',
    color: 'var(--on-accent)',
  },
  '.cm-completionDetail': { marginLeft: '12px', fontStyle: 'normal', opacity: '0.8' },
})
