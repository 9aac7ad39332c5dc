import { hash } from 'node:crypto'
import { type LoadedDocument, NodeError } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'

/** What may hold the text of a document that another program has made. */
const TEXT_FIELDS = ['text', 'content', 'page_content', 'pageContent'] as const

/** Documents as loaders give them; plain texts, and objects with a text in them, are taken too. Throws `input_invalid`. */
export function* readDocuments(items: readonly JsonValue[], field: string): Generator<LoadedDocument> {
  for (const [at, item] of items.entries()) {
    const given = typeof item === 'string' ? { text: item } : item
    const text =
      isObject(given) && TEXT_FIELDS.map((name) => given[name]).find((value) => typeof value === 'string')
    if (!isObject(given) || typeof text !== 'string') throw notADocument(field, at)
    const metadata = isObject(given['metadata']) ? given['metadata'] : {}
    const { source } = metadata
    yield {
      id: typeof given['id'] === 'string' ? given['id'] : idOf(text),
      text,
      metadata: { ...metadata, source: typeof source === 'string' ? source : 'text' },
    }
  }
}

const idOf = (text: string): string => `doc_${hash('sha256', text).slice(0, 24)}`

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const notADocument = (field: string, at: number): NodeError =>
  new NodeError('input_invalid', `"${field}" has no text at [${at}]`, {
    field,
    hint: 'Connect the documents of a loader, or give a list of texts or of objects with a "text".',
    retryable: false,
  })
