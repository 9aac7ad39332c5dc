import { join } from 'node:path'

/** The database in a data directory. */
export const databaseFile = (home: string): string => join(home, 'llamanexus.db')
