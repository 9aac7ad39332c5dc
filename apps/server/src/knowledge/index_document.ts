import { setImmediate as breathe } from 'node:timers/promises'
import type { DocumentUpload, IndexingJob } from '@llamanexus/contract'
import type { Clock } from '@llamanexus/engine'
import {
  type DocumentChunk,
  type DocumentService,
  type KnowledgeService,
  type LoadedDocument,
  NodeError,
} from '@llamanexus/node-sdk'
import { withPauses } from './with_pauses.ts'

export interface SplitText {
  (
    text: string,
    options: { size: number; overlap: number; markdown: boolean; signal: AbortSignal },
  ): Promise<{ start: number; end: number; heading?: string }[]>
}

export interface IndexDocumentParts {
  knowledge: Pick<KnowledgeService, 'upsert'>
  documents: Pick<DocumentService, 'parse'>
  split: SplitText
  clock: Clock
}

/** Rows of one table, each a document; as many as a table may have. */
const MOST_ROWS = 1_000_000
/** Milliseconds of work before others have their turn: a table has very many short texts. */
const SLICE_MS = 10

/** Reads, cuts and indexes one document; the job is told how far it is. All of it is kept, or nothing. */
export async function indexDocument(
  { documents, knowledge, split, clock }: IndexDocumentParts,
  job: IndexingJob,
  upload: DocumentUpload,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted()
  const { name } = upload
  const format = upload.format ?? (upload.text === undefined ? 'auto' : formatOfText(name))
  const bytes = bytesOf(upload)
  const loaded = await documents.parse({ name, bytes, format, signal, max_documents: MOST_ROWS })
  const chunks = await chunksOf(loaded, upload, (text, options) =>
    split(text, { ...options, markdown: format === 'md' || /\.(?:md|markdown)$/i.test(name), signal }),
  )
  if (chunks.length === 0) throw empty(name, loaded)
  job.stage = 'indexing'
  job.total = chunks.length
  const onProgress = (done: number) => {
    job.done = done
  }
  const { collection } = job
  await withPauses(
    () => knowledge.upsert({ collection, chunks, replace_documents: true, signal, onProgress }),
    { clock, signal },
  )
  job.done = chunks.length
}

async function chunksOf(
  loaded: readonly LoadedDocument[],
  { name, chunk_size: size = 1000, chunk_overlap = 150, metadata = {} }: DocumentUpload,
  split: (text: string, limits: { size: number; overlap: number }) => ReturnType<SplitText>,
): Promise<DocumentChunk[]> {
  const limits = { size, overlap: Math.min(chunk_overlap, Math.floor(size / 2)) }
  const chunks: DocumentChunk[] = []
  let until = performance.now() + SLICE_MS
  for (const part of loaded) {
    for (const { start, end, heading } of await split(part.text, limits)) {
      const index = chunks.length
      chunks.push({
        id: `${name}#${index}`,
        document_id: name,
        text: part.text.slice(start, end),
        index,
        start,
        end,
        metadata: { ...part.metadata, ...metadata, source: name, ...(heading && { heading }) },
      })
    }
    if (performance.now() < until) continue
    await breathe()
    until = performance.now() + SLICE_MS
  }
  return chunks
}

const bytesOf = ({ text, content_base64 = '' }: DocumentUpload): Uint8Array =>
  text === undefined ? Buffer.from(content_base64, 'base64') : new TextEncoder().encode(text)

const formatOfText = (name: string) => (/\.(?:html?|csv|json|md|markdown)$/i.test(name) ? 'auto' : 'txt')

const empty = (name: string, loaded: readonly LoadedDocument[]): NodeError =>
  new NodeError('document_empty', `There is no text in ${name}`, {
    hint: loaded.some(({ metadata }) => metadata['page'] !== undefined)
      ? 'A scanned PDF holds pictures of text: run a text recognition over it first.'
      : 'Look into the file: it is empty, or has nothing in it but space.',
    retryable: false,
  })
