import type { DatabaseSync } from 'node:sqlite'
import { type CollectionInfo, NodeError } from '@llamanexus/node-sdk'
import type { Counts, PlacedCollection } from '../collection_store.ts'
import type { NewCollection } from './jobs.ts'
import { createWords, dropWords, rowsOf } from './schema.ts'
import { inTransaction } from './transaction.ts'

export interface CollectionRow {
  id: number
  name: string
  model: string
  dimensions: number
  next_row: number
}

/** Of a collection that is kept elsewhere the counts are those that were noted last. */
const INFO = `
  SELECT name, description, model, dimensions, store, created_at, updated_at,
    noted_documents + (SELECT count(*) FROM documents WHERE collection = collections.id) AS documents,
    noted_chunks + (SELECT coalesce(sum(chunks), 0) FROM documents WHERE collection = collections.id) AS chunks
  FROM collections`

export const listCollections = (db: DatabaseSync): CollectionInfo[] =>
  db.prepare(`${INFO} ORDER BY name COLLATE NOCASE, name`).all().map(infoOf)

export function createCollection(db: DatabaseSync, collection: NewCollection, now: number): CollectionInfo {
  return inTransaction(db, () => {
    if (findCollection(db, collection.name)) {
      throw new NodeError('collection_exists', `There is a collection "${collection.name}" already`, {
        field: 'name',
        hint: 'Choose another name, or add to the one that is there.',
        retryable: false,
      })
    }
    addCollection(db, collection, now)
    return infoNamed(db, collection.name)
  })
}

/** Inside of a transaction. */
export function addCollection(db: DatabaseSync, collection: NewCollection, now: number): CollectionRow {
  const { name, description, model, dimensions, store } = collection
  const time = new Date(now).toISOString()
  const { lastInsertRowid } = db
    .prepare(
      `INSERT INTO collections (name, description, model, dimensions, store, next_row, created_at, updated_at)
       VALUES (?, ?, ?, ?, ?, 0, ?, ?)`,
    )
    .run(name, description, model, dimensions, JSON.stringify(store), time, time)
  const id = Number(lastInsertRowid)
  const { first } = rowsOf(id)
  db.prepare('UPDATE collections SET next_row = ? WHERE id = ?').run(first, id)
  if (store.kind === 'embedded') db.exec(createWords(id))
  return { id, name, model, dimensions, next_row: first }
}

/** Enters what a store elsewhere has said of a collection, which is added where it is not there. */
export function noteCollection(
  db: DatabaseSync,
  collection: NewCollection & Partial<Counts>,
  now: number,
): void {
  inTransaction(db, () => {
    const { id } = findCollection(db, collection.name) ?? addCollection(db, collection, now)
    const { dimensions, documents = null, chunks = null } = collection
    db.prepare(
      `UPDATE collections SET dimensions = ?, noted_documents = coalesce(?, noted_documents),
         noted_chunks = coalesce(?, noted_chunks), updated_at = ? WHERE id = ?`,
    ).run(dimensions, documents, chunks, new Date(now).toISOString(), id)
  })
}

/** Null where there is none. */
export function placedCollection(db: DatabaseSync, name: string): PlacedCollection | null {
  const row = db
    .prepare('SELECT name, description, model, dimensions, store FROM collections WHERE name = ?')
    .get(name)
  return row ? (withStore(row) as unknown as PlacedCollection) : null
}

export function describeCollection(
  db: DatabaseSync,
  { name, description }: { name: string; description: string },
  now: number,
): CollectionInfo {
  const { id } = collectionNamed(db, name)
  db.prepare('UPDATE collections SET description = ?, updated_at = ? WHERE id = ?').run(
    description,
    new Date(now).toISOString(),
    id,
  )
  return infoNamed(db, name)
}

export function dropCollection(db: DatabaseSync, name: string): boolean {
  return inTransaction(db, () => {
    const found = findCollection(db, name)
    if (!found) return false
    const { first, last } = rowsOf(found.id)
    db.prepare('DELETE FROM vectors WHERE row BETWEEN ? AND ?').run(first, last)
    db.prepare('DELETE FROM chunks WHERE row BETWEEN ? AND ?').run(first, last)
    db.exec(dropWords(found.id))
    db.prepare('DELETE FROM collections WHERE id = ?').run(found.id)
    return true
  })
}

export function collectionNamed(db: DatabaseSync, name: string): CollectionRow {
  const found = findCollection(db, name)
  if (found) return found
  const names = listCollections(db).map((each) => each.name)
  throw new NodeError('collection_missing', `There is no collection "${name}"`, {
    field: 'collection',
    hint:
      names.length > 0
        ? `There are: ${names.slice(0, 20).join(', ')}.`
        : 'Make one on the Knowledge page, or fill one with a Vector Store node.',
    retryable: false,
  })
}

export const findCollection = (db: DatabaseSync, name: string): CollectionRow | undefined =>
  db.prepare('SELECT id, name, model, dimensions, next_row FROM collections WHERE name = ?').get(name) as
    | CollectionRow
    | undefined

const infoNamed = (db: DatabaseSync, name: string): CollectionInfo =>
  infoOf(db.prepare(`${INFO} WHERE name = ?`).get(name))

/** The columns bear the names of the fields. */
const infoOf = (row: unknown): CollectionInfo => withStore(row as object) as unknown as CollectionInfo

/** The place was written by us, as JSON. */
const withStore = (row: object): object => ({ ...row, store: JSON.parse((row as { store: string }).store) })
