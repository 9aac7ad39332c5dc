import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import type { HttpResponse } from '../node_services.ts'

export interface OpenApiOperation {
  /** `operationId`, or `GET /path` where there is none. */
  id: string
  method: string
  path: string
  summary: string
  tags: readonly string[]
  deprecated: boolean
}

export interface OpenApiDescription {
  title: string
  version: string
  /** Addresses of its servers, whole. */
  servers: string[]
  operations: OpenApiOperation[]
}

export interface OpenApiCall {
  /** The address of the description, a path in the workspace, or the text itself. */
  spec: string
  /** `operationId`, or `GET /path`. */
  operation: string
  /** By the names of its parameters, and `body`. */
  args: JsonObject
  headers?: Readonly<Record<string, JsonValue>>
  /** Used in place of the description's server. */
  server?: string
  server_variables?: JsonObject
  credential?: string
  /** Media type of the body, where it may have several. */
  content_type?: string
  timeout_ms?: number
  max_response_bytes?: number
  signal?: AbortSignal
}

/** How a description is read. */
export interface OpenApiUse {
  /** Signs in where the description is, if it names that host. */
  credential?: string | undefined
  signal?: AbortSignal | undefined
}

/**
 * Calls operations of APIs that are described by OpenAPI 3.0 or 3.1 (and Swagger 2.0). Descriptions are parsed off the
 * main thread, once for each content, and asked for again by their ETag. Throws `NodeError`: `spec_invalid`,
 * `spec_unreachable`, `spec_unsupported`, `spec_too_large`, `operation_unknown`, `args_invalid`, and as `HttpService`, `FileService` and
 * `CredentialService` do.
 */
export interface OpenApiService {
  describe(spec: string, use?: OpenApiUse): Promise<OpenApiDescription>
  /** JSON Schema of its arguments, for ports and forms. */
  operation(
    spec: string,
    operation: string,
    use?: OpenApiUse,
  ): Promise<OpenApiOperation & { parameters: JsonObject }>
  call(call: OpenApiCall): Promise<HttpResponse>
}
