import type { JsonObject, JsonValue } from '@llamanexus/workflow'

interface Cited {
  text: string
  metadata?: JsonObject
}

/**
 * Texts as a prompt takes them, each with the number that an answer cites and where it is from. What goes past the
 * limit is left out as a whole; the first is cut where it alone is too long.
 */
export function contextText(documents: readonly Cited[], maxCharacters: number): string {
  let text = ''
  for (const [index, { text: body, metadata }] of documents.entries()) {
    const part = `${`[${index + 1}] ${sourceOf(metadata)}`.trimEnd()}\n${body.trim()}`
    const next = text === '' ? part : `${text}\n\n${part}`
    if (next.length > maxCharacters) return text === '' ? part.slice(0, maxCharacters).toWellFormed() : text
    text = next
  }
  return text
}

/** `handbook.md, page 3, Returns`. */
export function sourceOf(metadata: JsonObject = {}): string {
  const { source, page, heading } = metadata
  return [shown(source), page === undefined || page === null ? '' : `page ${shown(page)}`, shown(heading)]
    .filter((part) => part !== '')
    .join(', ')
}

const shown = (value: JsonValue | undefined): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : ''
