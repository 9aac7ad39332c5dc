/** How large a document may be. */
export interface WorkflowLimits {
  max_nodes: number
  max_connections: number
  /** Containers within containers, and levels of data within a config. */
  max_depth: number
  /** Of one node's config and inputs, as JSON. */
  max_config_bytes: number
  /** Of the whole document, as JSON. */
  max_document_bytes: number
}

export const DEFAULT_LIMITS: WorkflowLimits = {
  max_nodes: 2_000,
  max_connections: 10_000,
  max_depth: 64,
  max_config_bytes: 256 * 1024,
  max_document_bytes: 5 * 1024 * 1024,
}
