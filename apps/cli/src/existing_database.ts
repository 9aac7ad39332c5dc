import { existsSync } from 'node:fs'
import { databaseFile } from '@llamanexus/store'
import { CliError } from './cli_error.ts'

/** Of a command that reads what is there: a directory that was mistyped is told, and not made. */
export const assertDatabase = (home: string): void => {
  if (!existsSync(databaseFile(home)))
    throw new CliError(
      `There is no database in ${home}. Name the data directory of the server with --home or LLAMANEXUS_HOME.`,
    )
}
