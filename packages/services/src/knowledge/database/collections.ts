import type { DatabaseSync } from 'node:sqlite'
import { type CollectionInfo, NodeError } from '@llamanexus/node-sdk'
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

const INFO = `
  SELECT name, description, model, dimensions, created_at, updated_at,
    (SELECT count(*) FROM documents WHERE collection = collections.id) AS documents,
    (SELECT coalesce(sum(chunks), 0) FROM documents WHERE collection = collections.id) AS chunks
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
  const { name, description, model, dimensions } = collection
  const time = new Date(now).toISOString()
  const { lastInsertRowid } = db
    .prepare(
      `INSERT INTO collections (name, description, model, dimensions, next_row, created_at, updated_at)
       VALUES (?, ?, ?, ?, 0, ?, ?)`,
    )
    .run(name, description, model, dimensions, time, time)
  const id = Number(lastInsertRowid)
  const { first } = rowsOf(id)
  db.prepare('UPDATE collections SET next_row = ? WHERE id = ?').run(first, id)
  db.exec(createWords(id))
  return { id, name, model, dimensions, next_row: first }
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
const infoOf = (row: unknown): CollectionInfo => ({ ...(row as CollectionInfo) })
