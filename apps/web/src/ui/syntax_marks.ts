import { syntaxTree } from '@codemirror/language'
import type { EditorState, Extension } from '@codemirror/state'
import { Decoration, type DecorationSet, EditorView, ViewPlugin, type ViewUpdate } from '@codemirror/view'

/** Underlines what cannot be read, where the language is known well enough to tell. */
export const syntaxMarks: Extension = [
  ViewPlugin.define(
    (view) => ({
      marks: marksOf(view.state),
      update(update: ViewUpdate) {
        if (update.docChanged || syntaxTree(update.startState) !== syntaxTree(update.state))
          this.marks = marksOf(update.state)
      },
    }),
    { decorations: (plugin: { marks: DecorationSet }) => plugin.marks },
  ),
  EditorView.baseTheme({
    '.cm-syntax-error': {
      textDecoration: 'underline wavy var(--error)',
      textUnderlineOffset: '3px',
      textDecorationSkipInk: 'none',
    },
  }),
]

const MOST = 20
const mark = Decoration.mark({ class: 'cm-syntax-error', attributes: { title: 'This cannot be read' } })

function marksOf(state: EditorState): DecorationSet {
  const spans: { from: number; to: number }[] = []
  syntaxTree(state).iterate({
    enter({ type, from, to }) {
      if (type.isError && spans.length < MOST) spans.push(visible(state, from, to))
    },
  })
  return Decoration.set(
    spans.filter(({ from, to }) => from < to).map(({ from, to }) => mark.range(from, to)),
    true,
  )
}

/** What is missing has no length: the letter before it shows where. */
function visible(state: EditorState, from: number, to: number) {
  if (from < to) return { from, to }
  const before = state.doc.sliceString(0, from).trimEnd().length
  return { from: Math.max(0, before - 1), to: before }
}
