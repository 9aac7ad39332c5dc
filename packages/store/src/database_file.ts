import { join } from 'node:path'

/** The collections of documents, a database of its own that a backup takes along. */
export const knowledgeFile = (home: string): string => join(home, 'knowledge.db')

/** The database in a data directory. */
export const databaseFile = (home: string): string => join(home, 'llamanexus.db')
