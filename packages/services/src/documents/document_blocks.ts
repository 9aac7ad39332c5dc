import type { LoadedDocument } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import { documentId } from './document_id.ts'
import type { Part } from './parse_job.ts'

/**
 * Documents on their way between two processes, as columns: unpacking a few lists of strings costs a fraction of what as
 * many objects cost, and it is the main thread that unpacks.
 */
export interface DocumentBlock {
  ids: string[]
  texts: string[]
  /** Of the metadata, the same for all of the block. */
  names: string[]
  /** One list a name. */
  columns: JsonValue[][]
}

/** The documents of a source. A block ends where the next one has metadata of other names. */
export function toBlocks(parts: Iterable<Part>, source: string): DocumentBlock[] {
  const blocks: DocumentBlock[] = []
  let block: DocumentBlock | undefined
  for (const { key, text, metadata } of parts) {
    const names = Object.keys(metadata)
    if (!block || !isSame(block.names, names)) {
      block = { ids: [], texts: [], names, columns: names.map(() => []) }
      blocks.push(block)
    }
    block.ids.push(documentId(source, key))
    block.texts.push(text)
    for (const [at, column] of block.columns.entries()) column.push(metadata[names[at] ?? ''] ?? null)
  }
  return blocks
}

/** `shared` goes before what a document says of itself: where it is from is no column of a table. */
export function fromBlock(
  { ids, texts, names, columns }: DocumentBlock,
  shared: JsonObject & { source: string },
): LoadedDocument[] {
  // All names are there before any value is, so that each is an own one, whatever it is called.
  const shape = { ...Object.fromEntries(names.map((name) => [name, null])), ...shared }
  const own = names.flatMap((name, at) =>
    Object.hasOwn(shared, name) ? [] : [{ name, values: columns[at] }],
  )
  return ids.map((id, at) => {
    const metadata: LoadedDocument['metadata'] = { ...shape }
    for (const { name, values } of own) metadata[name] = values?.[at] ?? null
    return { id, text: texts[at] ?? '', metadata }
  })
}

const isSame = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((name, at) => name === b[at])
