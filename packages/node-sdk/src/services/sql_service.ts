import type { JsonObject, JsonValue } from '@llamanexus/workflow'

export interface SqlRequest {
  /** `postgres://…`, `mysql://…` (MariaDB too), or `sqlite:` and a path below the workspace. */
  connection: string
  /** One statement or several with `;` between them; several are one transaction. */
  query: string
  /** A list for `?` and `$1`, an object for `:name`. Always bound, never written into the text. */
  params?: readonly JsonValue[] | JsonObject
  /** The database refuses to change anything. */
  read_only: boolean
  /** Of one statement; what is beyond is not read. */
  max_rows: number
  /** Bytes (JSON) of all rows that are kept. Default 16 MiB. */
  max_bytes?: number
  timeout_ms: number
  signal?: AbortSignal
  /** Takes the rows of the last statement in pieces, in order, in place of the result, however many there are. */
  onRows?: (rows: readonly JsonObject[]) => Promise<void>
}

export interface SqlResult {
  /** Numbers that JSON cannot hold exactly are text, times are ISO 8601, bytes are base64. */
  rows: JsonObject[]
  columns: string[]
  /** Rows that were changed, or read where nothing was. */
  row_count: number
  /** There were more rows than were read. */
  truncated: boolean
}

/**
 * SQL over real databases. Throws `NodeError`: `connection_invalid`, `connect_failed`, `sign_in_failed`, `address_refused`,
 * `sql_invalid`, `params_invalid`, `read_only`, `constraint_failed`, `result_too_large`, `sql_failed`, `timeout`, `aborted`.
 */
export interface SqlService {
  /** One result a statement. */
  query(request: SqlRequest): Promise<SqlResult[]>
}
