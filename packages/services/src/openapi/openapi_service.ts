import {
  type CredentialService,
  type FileService,
  type HttpService,
  NodeError,
  type OpenApiOperation,
  type OpenApiService,
  type OpenApiUse,
} from '@llamanexus/node-sdk'
import { buildRequest } from './build_request.ts'
import { documentSignIn } from './document_sign_in.ts'
import { type Argument, argumentsOf, formSchema } from './operation_arguments.ts'
import { serversOf } from './server_address.ts'
import { signRequest } from './sign_request.ts'
import type { Operation, Spec } from './spec.ts'
import { createSpecLoader, type SpecLoader } from './spec_loader.ts'

export interface OpenApiServiceOptions {
  http: HttpService
  files: FileService
  credentials: CredentialService
  /** Milliseconds that a description is used without asking whether it has changed. Default 60,000. */
  fresh_ms?: number
  now?: () => number
}

export function createOpenApiService(
  options: OpenApiServiceOptions,
): OpenApiService & { readonly counts: SpecLoader['counts']; close(): Promise<void> } {
  const { http, credentials } = options
  const loader = createSpecLoader(options)
  const known = new WeakMap<Operation, Argument[]>()

  const load = (given: string, { credential, signal }: OpenApiUse = {}): Promise<Spec> => {
    const signIn = documentSignIn(credential, credentials)
    return loader.load(given, { ...(signIn && { signIn }), ...(signal && { signal }) })
  }

  /** Made once an operation: what a body refers to may be half of the description. */
  function taken(spec: Spec, operation: Operation): Argument[] {
    const takes = known.get(operation) ?? argumentsOf(spec, operation)
    known.set(operation, takes)
    return takes
  }

  return {
    counts: loader.counts,
    close: loader.close,

    async describe(given, use) {
      const spec = await load(given, use)
      const { title, version } = spec
      return { title, version, servers: serversOf(spec), operations: spec.operations.map(listed) }
    },

    async operation(given, name, use) {
      const spec = await load(given, use)
      const operation = found(spec, name)
      return { ...listed(operation), parameters: formSchema(taken(spec, operation)) }
    },

    async call({ spec: given, operation: name, credential, signal, ...call }) {
      const spec = await load(given, { credential, signal })
      const operation = found(spec, name)
      const request = await buildRequest(spec, operation, taken(spec, operation), call)
      const { timeout_ms, max_response_bytes } = call
      const send = async (renew: boolean) =>
        http.request({
          ...(credential
            ? await signRequest({
                spec,
                operation,
                request,
                credential,
                credentials,
                renew,
                ...(signal && { signal }),
              })
            : request),
          timeout_ms,
          max_response_bytes,
          signal,
        })
      const response = await send(false)
      return response.status === 401 && credential ? send(true) : response
    },
  }
}

const listed = ({
  id,
  method,
  path,
  summary,
  description,
  tags,
  deprecated,
}: Operation): OpenApiOperation => ({
  id,
  method,
  path,
  summary: summary || (description.split('\n')[0] ?? '').slice(0, 120),
  tags,
  deprecated,
})

function found(spec: Spec, name: string): Operation {
  const operation = spec.find(name)
  if (operation) return operation
  const word = name.trim().toLowerCase()
  const near = spec.operations.filter(({ id }) => word !== '' && id.toLowerCase().includes(word))
  const shown = (near.length > 0 ? near : spec.operations).slice(0, 8).map(({ id }) => id)
  throw new NodeError('operation_unknown', `The API has no operation "${name.slice(0, 100)}"`, {
    field: 'operation',
    hint: `It has ${shown.join(', ') || 'none'}${spec.operations.length > shown.length ? ', …' : ''}.`,
    retryable: false,
  })
}
