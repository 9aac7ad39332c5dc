import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import { Kysely, type SqliteDatabase, SqliteDialect } from 'kysely'
import type { Tables } from './tables.ts'

/** Kysely over a `DatabaseSync` that stays the caller's; used for the queries whose conditions vary. */
export const kyselyOf = (db: DatabaseSync, onQuery?: (sql: string) => void): Kysely<Tables> =>
  new Kysely<Tables>({
    dialect: new SqliteDialect({ database: adapter(db) }),
    log: onQuery ? ({ query }) => onQuery(query.sql) : [],
  })

const adapter = (db: DatabaseSync): SqliteDatabase => ({
  // The store closes the database itself, after the journal.
  close: () => {},
  prepare: (sql) => {
    const statement = db.prepare(sql)
    return {
      reader: statement.columns().length > 0,
      all: (parameters) => statement.all(...bound(parameters)),
      run: (parameters) => statement.run(...bound(parameters)),
      iterate: (parameters) => statement.iterate(...bound(parameters)),
    }
  },
})

/** Kysely hands on what the query was given; everything in `Tables` is text, a number or null. */
const bound = (parameters: readonly unknown[]): SQLInputValue[] => parameters as SQLInputValue[]
