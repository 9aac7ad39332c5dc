import { type Block, markdownBlocks } from './markdown_blocks.ts'
import { packPieces } from './pack_pieces.ts'
import { fitting } from './sentence_pieces.ts'
import type { Piece, Span } from './span.ts'

/** Paragraphs, code and tables, each whole where it fits; a section begins at its heading and bears the path to it. */
export function* markdownPieces(text: string, size: number): Generator<Piece> {
  const path: string[] = []
  let headings = 0
  for (const block of markdownBlocks(text)) {
    if (block.kind === 'heading') {
      path.length = Math.min(path.length, block.level - 1)
      while (path.length < block.level - 1) path.push('')
      path.push(block.title)
    }
    const heading = path.filter(Boolean).join(' > ')
    const named = heading === '' ? {} : { heading }
    const isNew = block.kind === 'heading' && headings === 0
    // The heading stays with the text below it, which is cut so that both fit.
    const room = headings > 0 && headings < size / 2 ? size - headings : size
    let isFirst = isNew
    for (const piece of parts(text, block, size, room)) {
      yield { ...piece, ...named, ...(isFirst && { breaks: true }) }
      isFirst = false
    }
    headings = block.kind === 'heading' ? headings + block.end - block.start : 0
  }
}

function parts(text: string, block: Block, size: number, room: number): Iterable<Piece> {
  const isWhole = block.kind === 'code' || block.kind === 'table'
  if (!isWhole) return fitting(text, block, room, size)
  if (block.end - block.start <= size) return fitting(text, block, size)
  return byLines(text, block, size)
}

function* byLines(text: string, block: Span, size: number): Generator<Piece> {
  for (const { start, end } of packPieces(linesOf(text, block, size), { size, overlap: 0, min_size: 0 }))
    yield { start, end, cost: end - start }
}

function* linesOf(text: string, { start, end }: Span, size: number): Generator<Piece> {
  for (let at = start; at < end; ) {
    const line = text.indexOf('\n', at)
    const next = line < 0 || line >= end ? end : line + 1
    yield* fitting(text, { start: at, end: next }, size)
    at = next
  }
}
