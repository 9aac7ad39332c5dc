import type { DocumentUpload, IndexingJob } from '@llamanexus/contract'
import { NodeError } from '@llamanexus/node-sdk'
import { newId } from '../new_id.ts'
import { createTurns } from './create_turns.ts'
import { type IndexDocumentParts, indexDocument } from './index_document.ts'

export interface Indexing {
  /** Begins; the job goes on by itself, in place of one for the same document that has not ended. */
  start(collection: string, upload: DocumentUpload): IndexingJob
  /** Newest first. */
  list(collection: string): IndexingJob[]
  get(collection: string, id: string): IndexingJob | undefined
  /** Settles with the job when it has ended, or when the time is over, in milliseconds. */
  wait(id: string, timeMs: number): Promise<void>
  /** Cancels the job, or forgets one that has ended. False where there is none. */
  cancel(collection: string, id: string): boolean
  /** Cancels what runs for a collection, or for a document of it, and waits for its end. */
  stop(collection: string, document?: string): Promise<void>
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

export interface IndexingParts extends IndexDocumentParts {
  /** Told of a bug. */
  report: (error: unknown, message: string) => void
}

/** Reads, cuts and indexes uploaded documents, and tells how far each is. */
export function createIndexing(parts: IndexingParts): Indexing {
  const jobs = new Map<string, Running>()
  const time = () => new Date(parts.clock.now()).toISOString()
  const turns = createTurns(AT_ONCE)

  async function run(job: IndexingJob, upload: DocumentUpload, signal: AbortSignal): Promise<void> {
    try {
      await stop(job.collection, job.document, job.id)
      await turns(() => indexDocument(parts, job, upload, signal), signal)
      job.status = 'done'
    } catch (error) {
      job.status = signal.aborted ? 'cancelled' : 'failed'
      if (!signal.aborted) job.error = errorOf(error)
      if (!(error instanceof NodeError) && !signal.aborted)
        parts.report(error, `The document ${job.document} was not indexed`)
    }
    job.ended_at = time()
  }

  async function stop(collection: string, document?: string, but?: string): Promise<void> {
    const stopped = [...jobs.values()].filter(
      ({ job }) =>
        job.collection === collection &&
        (document === undefined || job.document === document) &&
        job.id !== but &&
        job.status === 'running',
    )
    for (const { control } of stopped) control.abort()
    await Promise.all(stopped.map(({ ended }) => ended))
  }

  return {
    stop: (collection, document) => stop(collection, document),
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
      if (running.job.status === 'running') running.control.abort()
      else jobs.delete(id)
      return true
    },
    async close() {
      for (const { control } of jobs.values()) control.abort()
      await Promise.all([...jobs.values()].map(({ ended }) => ended))
    },
  }
}

function errorOf(error: unknown): IndexingJob['error'] {
  if (!(error instanceof NodeError))
    return { code: 'internal_error', message: 'Something went wrong on the server' }
  const { code, message, hint } = error
  return { code, message, ...(hint !== undefined && { hint }) }
}

/** What failed is remembered longest: it waits for somebody to see it. */
function forgetOldest(jobs: Map<string, Running>): void {
  for (const forgets of [['done', 'cancelled'], ['failed']])
    for (const [id, { job }] of jobs) {
      if (jobs.size <= REMEMBERED) return
      if (forgets.includes(job.status)) jobs.delete(id)
    }
}
