import type { JsonObject, JsonValue } from '@llamanexus/workflow'

export interface NoSqlRequest {
  /** `redis://…`, `rediss://…`, `mongodb://…` or `mongodb+srv://…`. */
  connection: string
  /**
   * Redis: `{command, args}`, or `{commands: [[…], […]]}` which are one transaction. MongoDB: `{collection, operation}` with
   * what the operation takes: `filter`, `document`, `update`, `pipeline`, …, in extended JSON.
   */
  query: JsonObject
  /** What may change something is refused. */
  read_only: boolean
  max_results: number
  timeout_ms: number
  signal?: AbortSignal
}

export interface NoSqlResult {
  results: JsonValue[]
  /** There was more than was read. */
  truncated: boolean
}

/**
 * Redis and MongoDB. Throws `NodeError`: `connection_invalid`, `connect_failed`, `sign_in_failed`, `address_refused`,
 * `query_invalid`, `read_only`, `constraint_failed`, `query_failed`, `result_too_large`, `timeout`, `aborted`.
 */
export interface NoSqlService {
  query(request: NoSqlRequest): Promise<NoSqlResult>
}
