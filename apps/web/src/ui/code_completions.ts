import type { Completion, CompletionSource } from '@codemirror/autocomplete'
import { SQL_WORDS } from './sql_language.ts'

type Named = 'javascript' | 'python' | 'sql'

/** Completes the words of a language, what the code is given, and the names that stand in it already. */
export const codeCompletions =
  (language: Named, given: readonly string[]): CompletionSource =>
  (context) => {
    const typed = context.matchBefore(/[\w$]+/)
    if (!typed && !context.explicit) return null
    const from = typed?.from ?? context.pos
    const isMember = context.state.doc.sliceString(from - 1, from) === '.'
    const own = wordsIn(context.state.doc.toString(), from)
    const options = isMember ? own : [...given.map(variable), ...WORDS[language].map(keyword), ...own]
    return { from, options: unique(options), validFor: /^[\w$]*$/ }
  }

const WORDS: Record<Named, readonly string[]> = {
  javascript:
    'return const let if else for of while function async await throw try catch finally new typeof null undefined true false console JSON Math Object Array Date Map Set Promise RegExp Number String'.split(
      ' ',
    ),
  python:
    'return if elif else for in while def async await raise try except finally with as import from lambda not and or is None True False print len range dict list set str int float sum min max sorted enumerate zip json re math datetime collections'.split(
      ' ',
    ),
  sql: SQL_WORDS,
}

const variable = (label: string): Completion => ({ label, detail: 'given', boost: 2 })
const keyword = (label: string): Completion => ({ label })

/** But for the one that is being written. */
function wordsIn(text: string, at: number): Completion[] {
  const around = text.slice(0, at) + text.slice(at).replace(/^[\w$]+/, '')
  const words = around.match(/[A-Za-z_$][\w$]{2,}/g) ?? []
  return words.slice(0, 2000).map((label) => ({ label, boost: 1 }))
}

const unique = (options: readonly Completion[]): Completion[] => [
  ...new Map(options.toReversed().map((option) => [option.label, option])).values(),
]
