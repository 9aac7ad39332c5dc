import type { SqlResult } from '@llamanexus/node-sdk'
import type { Bound } from './bind_statements.ts'
import type { Dialect } from './read_sql.ts'
import type { RowSink } from './row_sink.ts'

export type SqlMode = 'read' | 'write' | 'alone'

/** One connection that is held for one query. What it throws is the driver's own, see `sqlFailure`. */
export interface SqlSession {
  /** `alone` begins no transaction. */
  begin(mode: SqlMode): Promise<void>
  run(statement: Bound, sink: RowSink): Promise<SqlResult>
  commit(): Promise<void>
  rollback(): Promise<void>
  /** Makes the database stop what it does for this connection; `run` then throws. */
  cancel(): Promise<void>
  /** Gives the connection back as new, or ends it where it may be in an unknown state. */
  release(broken: boolean): Promise<void>
}

/** A database that connections can be had to. */
export interface SqlDatabase {
  readonly dialect: Dialect
  acquire(): Promise<SqlSession>
  /** Cuts off what is at work. */
  close(): Promise<void>
}
