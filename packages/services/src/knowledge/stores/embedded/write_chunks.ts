import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { DocumentChunk } from '@llamanexus/node-sdk'
import { vectorOfTerms } from '../../../lexical/index.ts'
import { chunkTerms } from '../../chunk_terms.ts'
import type { Written } from '../../collection_store.ts'
import { addCollection, type CollectionRow, findCollection } from '../../database/collections.ts'
import type { NewCollection, WriteJob } from '../../database/jobs.ts'
import { modelMismatch } from '../../model_mismatch.ts'
import { blobOf } from '../../vector_blob.ts'
import { countDocuments } from './count_documents.ts'

export interface Writing {
  write(job: WriteJob): void
  /** How many chunks were given, and of how many documents. */
  commit(): Written
}

export interface BeginWriting extends NewCollection {
  replace_documents: boolean
}

/** Begins a transaction that writes chunks, in a collection that is made when it is missing. */
export function beginWriting(db: DatabaseSync, begin: BeginWriting, now: number): Writing {
  db.exec('BEGIN IMMEDIATE')
  const collection = findCollection(db, begin.name) ?? addCollection(db, begin, now)
  checkModel(collection, begin)
  const rows = rowWriter(db, collection)
  const given = new Set<string>()
  const documents = new Set<string>()
  const touched = new Set<string>()
  const time = new Date(now).toISOString()
  return {
    write({ chunks, vectors }) {
      for (const [at, chunk] of chunks.entries()) {
        const { terms, own } = chunkTerms(chunk)
        const vector = vectors ? (vectors[at] ?? null) : blobOf(vectorOfTerms(own))
        const before = rows.put(chunk, terms, vector)
        if (before !== undefined) touched.add(before)
        given.add(chunk.id)
        documents.add(chunk.document_id)
      }
    },
    commit() {
      if (begin.replace_documents) for (const id of documents) rows.keepOnly(id, given)
      for (const id of documents) touched.add(id)
      countDocuments(db, collection.id, touched, time)
      const dimensions = collection.dimensions || begin.dimensions
      db.prepare('UPDATE collections SET next_row = ?, dimensions = ?, updated_at = ? WHERE id = ?').run(
        rows.next(),
        dimensions,
        time,
        collection.id,
      )
      db.exec('COMMIT')
      return { chunks: given.size, documents: documents.size, dimensions }
    },
  }
}

function checkModel({ name, model, dimensions }: CollectionRow, begin: BeginWriting): void {
  const given = begin.dimensions
  if (begin.model === model && (dimensions === 0 || given === 0 || given === dimensions)) return
  throw modelMismatch({ name, model, dimensions }, begin)
}

function rowWriter(db: DatabaseSync, collection: CollectionRow) {
  let next = collection.next_row
  const words = `words_${collection.id}`
  const find = db.prepare('SELECT row, document_id FROM chunks WHERE collection = ? AND id = ?')
  const ofDocument = db.prepare('SELECT row, id FROM chunks WHERE collection = ? AND document_id = ?')
  // What was there of the row is gone by then. `OR REPLACE` would have SQLite write a journal of its own for each chunk.
  const put = db.prepare(
    `INSERT INTO chunks (row, collection, id, document_id, position, text_start, text_end, metadata, text)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const putVector = db.prepare('INSERT INTO vectors (row, embedding) VALUES (?, ?)')
  const putWords = db.prepare(`INSERT INTO ${words} (rowid, terms) VALUES (?, ?)`)
  const remove = rowRemover(db, collection.id)
  return {
    next: () => next,
    /** Answers the document that the chunk was of before, where it was there. */
    put(chunk: DocumentChunk, terms: readonly string[], vector: Uint8Array | null): string | undefined {
      const before = find.get(collection.id, chunk.id) as { row: number; document_id: string } | undefined
      if (before) remove(before.row)
      const row = before?.row ?? next++
      putChunk(put, row, collection.id, chunk)
      if (vector) putVector.run(row, vector)
      putWords.run(row, terms.join(' '))
      return before?.document_id
    },
    keepOnly(document: string, ids: ReadonlySet<string>): void {
      for (const { row, id } of ofDocument.all(collection.id, document) as { row: number; id: string }[]) {
        if (!ids.has(id)) remove(row)
      }
    },
  }
}

/** Removes a row from the chunks, the vectors and the index of words. */
export function rowRemover(db: DatabaseSync, collection: number): (row: number) => void {
  const statements = [
    db.prepare(`DELETE FROM words_${collection} WHERE rowid = ?`),
    db.prepare('DELETE FROM vectors WHERE row = ?'),
    db.prepare('DELETE FROM chunks WHERE row = ?'),
  ]
  return (row) => {
    for (const statement of statements) statement.run(row)
  }
}

function putChunk(put: StatementSync, row: number, collection: number, chunk: DocumentChunk): void {
  const { id, document_id, index, start, end, metadata, text } = chunk
  const json = JSON.stringify(metadata).toWellFormed()
  put.run(row, collection, id, document_id, index, start, end, json, text.toWellFormed())
}
