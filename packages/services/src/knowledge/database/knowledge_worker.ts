import type { DatabaseSync } from 'node:sqlite'
import { NodeError } from '@llamanexus/node-sdk'
import { serveWorker } from '../../workers/serve_worker.ts'
import { listChunks, listDocuments } from '../stores/embedded/list_chunks.ts'
import { removeChunks } from '../stores/embedded/remove_chunks.ts'
import { searchChunks } from '../stores/embedded/search_chunks.ts'
import { beginWriting, type Writing } from '../stores/embedded/write_chunks.ts'
import {
  collectionNamed,
  createCollection,
  describeCollection,
  dropCollection,
  listCollections,
  noteCollection,
  placedCollection,
} from './collections.ts'
import type { JobMessage, JobReply, Jobs } from './jobs.ts'
import { openKnowledge } from './open_knowledge.ts'
import { prepareChunks } from './prepare_chunks.ts'

/** One connection a thread, from its first job to its end. */
let db: DatabaseSync | undefined
let writing: Writing | undefined

serveWorker((message) => answer(message as JobMessage))

async function answer(message: JobMessage): Promise<JobReply> {
  try {
    db ??= await openKnowledge(message.at)
    return { ok: true, value: perform(db, message) }
  } catch (error) {
    writing = undefined
    if (db?.isTransaction) db.exec('ROLLBACK')
    return failureOf(error)
  }
}

function perform(db: DatabaseSync, { op, job, now }: JobMessage): Jobs[keyof Jobs][1] {
  // The message pairs each `op` with its `job`; the pair is made in `knowledge_threads.ts`.
  const as = <Op extends keyof Jobs>(_op: Op) => job as Jobs[Op][0]
  switch (op) {
    case 'open':
      return null
    case 'collections':
      return listCollections(db)
    case 'find':
      return placedCollection(db, as(op).name)
    case 'named':
      return placedCollection(db, collectionNamed(db, as(op).name).name)
    case 'note':
      noteCollection(db, as(op), now)
      return null
    case 'create':
      return createCollection(db, as(op), now)
    case 'describe':
      return describeCollection(db, as(op), now)
    case 'drop':
      return dropCollection(db, as(op).name)
    case 'begin':
      writing = beginWriting(db, as(op), now)
      return null
    case 'write':
      begun().write(as(op))
      return null
    case 'commit': {
      const written = begun().commit()
      writing = undefined
      return written
    }
    case 'prepare':
      return prepareChunks(as(op))
    case 'remove':
      return removeChunks(db, as(op), now)
    case 'list':
      return listChunks(db, as(op))
    case 'documents':
      return listDocuments(db, as(op))
    case 'search':
      return searchChunks(db, as(op))
  }
}

function begun(): Writing {
  if (!writing) throw new Error('Nothing was begun')
  return writing
}

const SQLITE_FULL = 13

function failureOf(error: unknown): JobReply {
  if (error instanceof NodeError) {
    const { code, message, hint, field } = error
    return { ok: false, code, message, hint, field }
  }
  const { errcode, message } = error as { errcode?: number; message: string }
  // What SQLite has no number for is a bug of ours: it ends the worker and is reported as one.
  if (errcode === undefined) throw error
  if ((errcode & 0xff) === SQLITE_FULL) {
    const hint = 'Free some space on the disk of the data directory.'
    return { ok: false, code: 'disk_full', message: 'The disk is full: nothing was written', hint }
  }
  return { ok: false, code: 'knowledge_failed', message: `The knowledge database failed: ${message}` }
}
