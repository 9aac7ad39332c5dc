import type { JsonValue } from '@llamanexus/workflow'

export interface GraphqlOperation {
  kind: 'query' | 'mutation' | 'subscription'
  name?: string
}

/** A field of the root types, as a person picks it. */
export interface GraphqlField {
  kind: 'query' | 'mutation'
  name: string
  description: string
  /** As the schema writes it: `[Order!]!`. */
  type: string
  arguments: { name: string; type: string; required: boolean; description: string }[]
  deprecated: boolean
  /** A whole operation that asks for it, with its arguments as variables and the plain fields of what it gives. */
  operation: string
  /** Values to begin with for those variables. */
  variables: Record<string, JsonValue>
}

export interface ExploreRequest {
  endpoint: string
  headers?: Readonly<Record<string, string>>
  credential?: string
  signal?: AbortSignal
}

/**
 * What the GraphQL language says of a request, and what a server says of itself. Throws `NodeError`: `query_invalid`;
 * `explore` also `introspection_refused`, and as `HttpService` and `CredentialService` do.
 */
export interface GraphqlService {
  /** The operation that would be performed. Throws `query_invalid` where the text is none, or names another. */
  operation(query: string, name?: string): Promise<GraphqlOperation>
  explore(request: ExploreRequest): Promise<GraphqlField[]>
}
