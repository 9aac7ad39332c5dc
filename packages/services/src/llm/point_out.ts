import { amendError, type ModelRequest, NodeError } from '@llamanexus/node-sdk'

/**
 * Says which field of the node a failure of a provider is about: the server and the key that the node names itself, or
 * the model by which it chose the provider, and then where that is set up.
 */
export function pointOut(error: unknown, request: ModelRequest, provider: string): unknown {
  if (!(error instanceof NodeError) || error.field) return error
  const field = fieldOf(error, request)
  if (!field) return error
  const place = field === 'model' ? ` The settings of ${provider} are on the Models page.` : ''
  return amendError(error, { field, hint: ((error.hint ?? '') + place).trim() })
}

function fieldOf({ code, details }: NodeError, { base_url, api_key, credential }: ModelRequest) {
  const server = base_url ? 'base_url' : 'model'
  if (code === 'provider_unreachable' || (code === 'address_refused' && base_url)) return server
  if (code !== 'provider_error' || typeof details !== 'object' || details === null) return undefined
  const { status, base_url: isElsewhere } = details as { status?: unknown; base_url?: unknown }
  if (isElsewhere) return server
  if (status === 401 || status === 403)
    return api_key ? 'api_key' : (credential ?? base_url) ? 'credential' : 'model'
  return status === 404 || status === 405 || isRedirect(status) ? server : undefined
}

const isRedirect = (status: unknown): boolean => typeof status === 'number' && status >= 300 && status < 400
