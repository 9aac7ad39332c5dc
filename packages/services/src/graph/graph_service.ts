import type { GraphService } from '@llamanexus/node-sdk'
import type { HostGuard } from '../http/host_guard.ts'
import { createEmbeddedGraph } from './embedded_graph.ts'
import { queryNeo4j } from './neo4j_graph.ts'

export interface GraphServiceOptions {
  /** Where the embedded graphs are kept; made with the first of them. */
  folder: string
  guard: HostGuard
}

/** Cypher over an embedded graph, or over a server that speaks Bolt. */
export function createGraphService({
  folder,
  guard,
}: GraphServiceOptions): GraphService & { close(): Promise<void> } {
  const embedded = createEmbeddedGraph(folder)
  return {
    query: (request) =>
      request.address ? queryNeo4j(guard, request.address, request) : embedded.query(request),
    close: embedded.close,
  }
}
