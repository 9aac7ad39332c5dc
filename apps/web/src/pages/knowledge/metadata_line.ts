/** What says nothing beside the rest: the title is that of the document, and the kind of file shows in its name. */
const LEFT_OUT: ReadonlySet<string> = new Set(['title', 'media_type', 'encoding'])

/** `handbook.pdf, page: 3, year: 2026`: where a chunk is from first. */
export function metadataLine(metadata: object): string {
  const { source, ...others } = metadata as Readonly<Record<string, unknown>>
  const named = Object.entries(others)
    .filter(([key]) => !LEFT_OUT.has(key))
    .map(([key, value]) => `${key}: ${shown(value)}`)
  return [...(typeof source === 'string' && source !== '' ? [source] : []), ...named].join(', ')
}

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
