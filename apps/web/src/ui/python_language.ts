import { StreamLanguage } from '@codemirror/language'

const KEYWORDS =
  /^(?:and|as|assert|async|await|break|case|class|continue|def|del|elif|else|except|finally|for|from|global|if|import|in|is|lambda|match|nonlocal|not|or|pass|raise|return|try|while|with|yield)\b/
const CONSTANTS = /^(?:True|False|None)\b/
const NUMBER = /^(?:0[xob][\da-f_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:e[+-]?\d+)?j?)/i
const QUOTES = /^[rbfu]{0,2}("""|'''|"|')/i

/** Colours for Python: keywords, names of functions, texts over several lines, numbers, comments. */
export const python = StreamLanguage.define<{ quote: string; defines: boolean }>({
  name: 'python',
  startState: () => ({ quote: '', defines: false }),
  token(stream, state) {
    if (state.quote !== '') return inText(stream, state)
    if (stream.eatSpace()) return null
    if (stream.match(/^#.*/)) return 'comment'
    const quote = stream.match(QUOTES) as RegExpMatchArray | null
    if (quote) {
      state.quote = quote[1] ?? ''
      return inText(stream, state)
    }
    if (stream.match(KEYWORDS)) {
      state.defines = stream.current() === 'def' || stream.current() === 'class'
      return 'keyword'
    }
    if (stream.match(CONSTANTS)) return 'bool'
    if (stream.match(NUMBER)) return 'number'
    if (stream.match(/^[\p{L}_][\p{L}\p{N}_]*/u)) {
      const isFunction = state.defines || stream.peek() === '('
      state.defines = false
      return isFunction ? 'variableName.function' : 'variableName'
    }
    stream.next()
    return null
  },
  languageData: { commentTokens: { line: '#' }, indentOnInput: /^\s*(?:else|elif|except|finally):?$/ },
})

interface Stream {
  next(): string | void
  match(text: string): unknown
  eol(): boolean
}

function inText(stream: Stream, state: { quote: string }): string {
  while (!stream.eol()) {
    if (stream.match(state.quote)) {
      state.quote = ''
      return 'string'
    }
    if (stream.next() === '\\') stream.next()
  }
  // A text in single quotes ends with its line.
  if (state.quote.length === 1) state.quote = ''
  return 'string'
}
