import { type LoadedDocument, NodeError, type ParseRequest } from '@llamanexus/node-sdk'
import { openProcess } from '../workers/open_process.ts'
import { WorkerFailure } from '../workers/worker_failure.ts'
import { createWorkerPool } from '../workers/worker_pool.ts'
import { fromBlock } from './document_blocks.ts'
import type { Failure } from './document_failure.ts'
import { DEFAULT_LIMITS, type ParseJob, type ParseLimits, type ParseReply } from './parse_job.ts'

export interface DocumentParserOptions {
  /** Processes that parse. Default 2. */
  workers?: number
  /** Of one process. Default 768. */
  memory_mb?: number
  limits?: Partial<ParseLimits>
}

export interface DocumentParser {
  parse(request: ParseRequest): Promise<LoadedDocument[]>
  close(): Promise<void>
}

const DEFAULT_TIMEOUT_MS = 120_000
const DEFAULT_MAX_DOCUMENTS = 10_000

/** Parses in processes that are ended at their limits of time and memory, and at an abort. */
export function createDocumentParser(options: DocumentParserOptions): DocumentParser {
  const { workers: size = 2, memory_mb: memory = 768, limits } = options
  const pool = createWorkerPool({
    open: openProcess({ entry: new URL('./document_worker.ts', import.meta.url), memory_mb: memory }),
    size,
    // What a broken file has left behind in a library goes with its process.
    keep: (reply) => isClean(reply as ParseReply),
  })

  async function parse(request: ParseRequest): Promise<LoadedDocument[]> {
    const { name, source = name, timeout_ms: timeoutMs = DEFAULT_TIMEOUT_MS, signal } = request
    try {
      return await pool.use({ timeout_ms: timeoutMs, signal }, async (call) => {
        const documents: LoadedDocument[] = []
        let next = call(jobOf(request, source, limits))
        for (;;) {
          const reply = (await next) as ParseReply
          if (!reply.ok) throw parseError(name, reply.failure)
          // The next ones are packed while these are unpacked.
          if (reply.more) next = call('more')
          const shared = { media_type: reply.media_type, source }
          for (const block of reply.blocks)
            for (const document of fromBlock(block, shared)) documents.push(document)
          if (reply.more) continue
          for (const note of reply.notes) request.onNote?.(`${shown(name)}: ${note}`)
          return documents
        }
      })
    } catch (error) {
      throw workerError(error, name, timeoutMs, memory)
    }
  }

  return { parse, close: pool.close }
}

const isClean = (reply: ParseReply): boolean => reply.ok || reply.clean

function jobOf(request: ParseRequest, source: string, limits: Partial<ParseLimits> = {}): ParseJob {
  const { name, bytes, format = 'auto', media_type, max_documents = DEFAULT_MAX_DOCUMENTS } = request
  const { pages, rows_per_document, has_header, text_fields, id_field, items_path } = request
  return {
    name,
    source,
    bytes,
    format,
    media_type,
    max_documents,
    limits: { ...DEFAULT_LIMITS, ...limits },
    split: { pages, rows_per_document, has_header, text_fields, id_field, items_path },
  }
}

const parseError = (name: string, { code, message, hint, field = 'source' }: Failure): NodeError =>
  new NodeError(code, `"${shown(name)}" could not be loaded. ${message}`, {
    field,
    hint,
    retryable: false,
  })

function workerError(error: unknown, name: string, timeoutMs: number, memory: number): unknown {
  if (!(error instanceof WorkerFailure)) return error
  const options = { field: 'source', retryable: false }
  switch (error.code) {
    case 'timeout':
      return new NodeError('timeout', `"${shown(name)}" took longer than ${timeoutMs} ms to read`, {
        ...options,
        hint: 'Raise the time limit, or split the file.',
      })
    case 'out_of_memory':
      return new NodeError('document_too_large', `"${shown(name)}" needs more than ${memory} MB to be read`, {
        ...options,
        hint: 'Split it into smaller ones.',
      })
    case 'aborted':
      return new NodeError('aborted', 'The loading was cancelled', { retryable: false })
    case 'died':
    case 'closed':
      return new NodeError('document_broken', `"${shown(name)}" could not be read: ${error.message}`, {
        ...options,
        hint: 'Open it in its own program and save it again.',
      })
  }
}

const shown = (name: string): string => name.slice(0, 200)
