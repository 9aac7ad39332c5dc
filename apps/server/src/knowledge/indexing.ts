import type { DocumentUpload, IndexingJob } from '@llamanexus/contract'
import type { DocumentChunk, DocumentService, KnowledgeService } from '@llamanexus/node-sdk'
import { NodeError } from '@llamanexus/node-sdk'
import { newId } from '../new_id.ts'

export interface SplitText {
  (
    text: string,
    options: { size: number; overlap: number; markdown: boolean; signal: AbortSignal },
  ): Promise<{ start: number; end: number; heading?: string }[]>
}

export interface Indexing {
  /** Begins; the job goes on by itself. */
  start(collection: string, upload: DocumentUpload): IndexingJob
  /** Newest first. */
  list(collection: string): IndexingJob[]
  get(collection: string, id: string): IndexingJob | undefined
  /** Settles with the job when it has ended, or when the time is over, in milliseconds. */
  wait(id: string, timeMs: number): Promise<void>
  cancel(collection: string, id: string): boolean
  /** Cancels what runs and waits for its end. */
  close(): Promise<void>
}

interface Running {
  job: IndexingJob
  control: AbortController
  ended: Promise<void>
}

/** Jobs that are remembered; they are told of, not kept. */
const REMEMBERED = 200
/** Documents that are read and indexed at once: the others wait their turn. */
const AT_ONCE = 2

export interface IndexingParts {
  knowledge: KnowledgeService
  documents: Pick<DocumentService, 'parse'>
  split: SplitText
  /** Milliseconds since the epoch. */
  now: () => number
  /** Told of a bug. */
  report: (error: unknown, message: string) => void
}

/** Reads, cuts and indexes uploaded documents, and tells how far each is. */
export function createIndexing(parts: IndexingParts): Indexing {
  const jobs = new Map<string, Running>()
  const time = () => new Date(parts.now()).toISOString()
  const turns = createTurns(AT_ONCE)

  async function run(job: IndexingJob, upload: DocumentUpload, signal: AbortSignal): Promise<void> {
    try {
      await turns(() => index(parts, job, upload, signal))
      job.status = 'done'
    } catch (error) {
      job.status = signal.aborted ? 'cancelled' : 'failed'
      if (!signal.aborted) job.error = errorOf(error)
      if (!(error instanceof NodeError) && !signal.aborted)
        parts.report(error, `The document ${job.document} was not indexed`)
    }
    job.ended_at = time()
  }

  return {
    start(collection, upload) {
      const job: IndexingJob = {
        id: newId('idx'),
        collection,
        document: upload.name,
        status: 'running',
        stage: 'reading',
        done: 0,
        total: 0,
        error: null,
        started_at: time(),
        ended_at: null,
      }
      const control = new AbortController()
      jobs.set(job.id, { job, control, ended: run(job, upload, control.signal) })
      forgetOldest(jobs)
      return { ...job }
    },
    list: (collection) =>
      [...jobs.values()]
        .filter(({ job }) => job.collection === collection)
        .map(({ job }) => ({ ...job }))
        .toReversed(),
    get(collection, id) {
      const job = jobs.get(id)?.job
      return job?.collection === collection ? { ...job } : undefined
    },
    async wait(id, timeMs) {
      const ended = jobs.get(id)?.ended
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, timeMs)
      })
      await Promise.race([ended, late])
      clearTimeout(timer)
    },
    cancel(collection, id) {
      const running = jobs.get(id)
      if (running?.job.collection !== collection) return false
      running.control.abort()
      return true
    },
    async close() {
      for (const { control } of jobs.values()) control.abort()
      await Promise.all([...jobs.values()].map(({ ended }) => ended))
    },
  }
}

async function index(
  { documents, knowledge, split }: IndexingParts,
  job: IndexingJob,
  upload: DocumentUpload,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted()
  const { name, chunk_size: size = 1000, chunk_overlap = 150, metadata = {} } = upload
  const bytes =
    upload.text === undefined
      ? Buffer.from(upload.content_base64 ?? '', 'base64')
      : new TextEncoder().encode(upload.text)
  const format = upload.format ?? (upload.text === undefined ? 'auto' : formatOfText(name))
  const loaded = await documents.parse({ name, bytes, format, signal })
  const options = {
    size,
    overlap: Math.min(chunk_overlap, Math.floor(size / 2)),
    markdown: format === 'md' || /\.(?:md|markdown)$/i.test(name),
    signal,
  }
  const chunks: DocumentChunk[] = []
  for (const part of loaded) {
    for (const { start, end, heading } of await split(part.text, options)) {
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
  }
  if (chunks.length === 0) {
    throw new NodeError('document_empty', `There is no text in ${name}`, {
      hint: 'A scanned PDF holds pictures of text: run a text recognition over it first.',
      retryable: false,
    })
  }
  job.stage = 'indexing'
  job.total = chunks.length
  await knowledge.upsert({
    collection: job.collection,
    chunks,
    replace_documents: true,
    signal,
    onProgress: (done) => {
      job.done = done
    },
  })
  job.done = chunks.length
}

const formatOfText = (name: string) => (/\.(?:html?|csv|json|md|markdown)$/i.test(name) ? 'auto' : 'txt')

function errorOf(error: unknown): IndexingJob['error'] {
  if (!(error instanceof NodeError))
    return { code: 'internal_error', message: 'Something went wrong on the server' }
  const { code, message, hint } = error
  return { code, message, ...(hint !== undefined && { hint }) }
}

function forgetOldest(jobs: Map<string, Running>): void {
  for (const [id, { job }] of jobs) {
    if (jobs.size <= REMEMBERED) return
    if (job.status !== 'running') jobs.delete(id)
  }
}

function createTurns(places: number): <T>(work: () => Promise<T>) => Promise<T> {
  let free = places
  const waiting: (() => void)[] = []
  return async (work) => {
    if (free > 0) free -= 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else free += 1
    }
  }
}
