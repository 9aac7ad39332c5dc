import { serveWorker } from '../workers/serve_worker.ts'
import { toBlocks } from './document_blocks.ts'
import { broken, DocumentFailure } from './document_failure.ts'
import { type ParsedDocument, parseDocument } from './parse_document.ts'
import type { ParseJob, ParseReply } from './parse_job.ts'

/** Characters of one reply: what a reply holds is unpacked on the main thread, which is not to stand still. */
const REPLY_CHARS = 1 << 20
/** Each document costs some time too, however short. */
const REPLY_PARTS = 2000

const nothing: ParsedDocument = { parts: [], media_type: '', notes: [] }
let parsed = nothing
let source = ''
let at = 0

serveWorker((message) => (message === 'more' ? nextReply() : start(message as ParseJob)))

async function start(job: ParseJob): Promise<ParseReply> {
  try {
    parsed = await parseDocument(job)
    source = job.source
    at = 0
    return nextReply()
  } catch (error) {
    return { ok: false, failure: failureOf(error), clean: error instanceof DocumentFailure }
  }
}

function nextReply(): ParseReply {
  const { parts, media_type, notes } = parsed
  const from = at
  let chars = 0
  while (at < parts.length && at - from < REPLY_PARTS && chars < REPLY_CHARS)
    chars += parts[at++]?.text.length ?? 0
  const blocks = toBlocks(parts.slice(from, at), source)
  const more = at < parts.length
  if (!more) parsed = nothing
  return { ok: true, blocks, media_type, notes, more }
}

/** The readers of the formats throw whatever they like at a file that is not what it should be. */
function failureOf(error: unknown) {
  if (error instanceof DocumentFailure) return error.failure
  const reason = error instanceof Error ? error.message : String(error)
  return broken(`It cannot be read: ${reason.slice(0, 300)}`).failure
}
