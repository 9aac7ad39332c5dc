import type { JsonObject } from '@llamanexus/workflow'

export interface GraphRequest {
  /** `bolt://`, `bolt+s://`, `neo4j://` or `neo4j+s://` with host and port. Default: the embedded graph. */
  address?: string
  username?: string
  password?: string
  /** Of a server: default its own default. Of the embedded one: which graph, default `default`. */
  database?: string
  /** Cypher. */
  query: string
  /** For `$name`; always bound, never written into the text. */
  params?: JsonObject
  /** The database refuses to change anything. */
  read_only: boolean
  /** What is beyond is not read. */
  max_rows: number
  timeout_ms: number
  signal?: AbortSignal
}

export interface GraphNode extends JsonObject {
  id: string
  labels: string[]
  properties: JsonObject
}

export interface GraphEdge extends JsonObject {
  id: string
  type: string
  /** Ids of the nodes. */
  start: string
  end: string
  properties: JsonObject
}

export interface GraphResult {
  /** By the names of the RETURN. Numbers that JSON cannot hold exactly are text, times are ISO 8601. */
  rows: JsonObject[]
  columns: string[]
  /** Every node and edge that stands in the rows, paths and lists included, each once. */
  nodes: GraphNode[]
  edges: GraphEdge[]
  truncated: boolean
}

/**
 * Cypher over a graph on disk, or over Neo4j. Throws `NodeError`: `graph_not_installed`, `connection_invalid`,
 * `connect_failed`, `sign_in_failed`, `address_refused`, `cypher_invalid`, `read_only`, `graph_failed`, `timeout`, `aborted`.
 */
export interface GraphService {
  query(request: GraphRequest): Promise<GraphResult>
}
