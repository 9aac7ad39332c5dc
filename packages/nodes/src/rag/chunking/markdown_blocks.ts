import type { Span } from './span.ts'

export type Block = Span &
  ({ kind: 'text' | 'code' | 'table' } | { kind: 'heading'; level: number; title: string })

/** The blocks of a Markdown text, each with the empty lines behind it; together they are the text. */
export function* markdownBlocks(text: string): Generator<Block> {
  let open: Block | undefined
  let fence: string | undefined
  let isGap = false
  for (const { start, end, line } of linesOf(text)) {
    const isEmpty = line.trim() === ''
    if (fence !== undefined && open) {
      open.end = end
      if (closes(line, fence)) fence = undefined
      isGap = fence === undefined
      continue
    }
    const kind = isEmpty ? undefined : kindOf(line)
    const goesOn =
      open && (isEmpty || (!isGap && open.kind !== 'heading' && kind === open.kind && kind !== 'code'))
    if (open && goesOn) open.end = end
    else {
      if (open) yield open
      open = blockAt(line, kind ?? 'text', start, end)
      fence = kind === 'code' ? /^\s*(`{3,}|~{3,})/.exec(line)?.[1] : undefined
    }
    isGap = isEmpty
  }
  if (open) yield open
}

function blockAt(line: string, kind: Block['kind'], start: number, end: number): Block {
  if (kind !== 'heading') return { kind, start, end }
  // No title is that long, and looking for its end takes the square of its length.
  const [, marks = '#', title = ''] = /^\s{0,3}(#{1,6})\s+(.*?)[\s#]*$/.exec(line.slice(0, 1000)) ?? []
  return { kind, start, end, level: marks.length, title: title.slice(0, 200) }
}

function kindOf(line: string): Block['kind'] {
  if (/^\s{0,3}#{1,6}\s+\S/.test(line)) return 'heading'
  if (/^\s*(?:`{3,}|~{3,})/.test(line)) return 'code'
  return /^\s*\|.*\|\s*$/.test(line) ? 'table' : 'text'
}

/** A fence is closed by one of the same sign that is at least as long. */
const closes = (line: string, fence: string): boolean => {
  const mark = /^\s*(`{3,}|~{3,})\s*$/.exec(line)?.[1]
  return mark !== undefined && mark[0] === fence[0] && mark.length >= fence.length
}

function* linesOf(text: string): Generator<Span & { line: string }> {
  for (let start = 0; start < text.length; ) {
    const at = text.indexOf('\n', start)
    const end = at < 0 ? text.length : at + 1
    yield { start, end, line: text.slice(start, at < 0 ? end : at) }
    start = end
  }
}
