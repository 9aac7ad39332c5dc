import { serveWorker } from '../workers/serve_worker.ts'
import { broken, DocumentFailure } from './document_failure.ts'
import { parseDocument } from './parse_document.ts'
import type { ParseJob, ParseReply, Part } from './parse_job.ts'

/** Characters of one reply: what a reply holds is unpacked on the main thread, which is not to stand still. */
const REPLY_CHARS = 1 << 20
/** Each document costs some time too, however short. */
const REPLY_PARTS = 2000

let waiting: Part[] = []
let at = 0
let notes: string[] = []

serveWorker((message) => (message === 'more' ? nextReply() : start(message as ParseJob)))

async function start(job: ParseJob): Promise<ParseReply> {
  try {
    ;({ parts: waiting, notes } = await parseDocument(job))
    at = 0
    return nextReply()
  } catch (error) {
    return { ok: false, failure: failureOf(error), clean: error instanceof DocumentFailure }
  }
}

function nextReply(): ParseReply {
  const from = at
  let chars = 0
  while (at < waiting.length && at - from < REPLY_PARTS && chars < REPLY_CHARS)
    chars += waiting[at++]?.text.length ?? 0
  const parts = waiting.slice(from, at)
  const more = at < waiting.length
  if (!more) waiting = []
  return { ok: true, parts, notes, more }
}

/** The readers of the formats throw whatever they like at a file that is not what it should be. */
function failureOf(error: unknown) {
  if (error instanceof DocumentFailure) return error.failure
  const reason = error instanceof Error ? error.message : String(error)
  return broken(`It cannot be read: ${reason.slice(0, 300)}`).failure
}
