import type { CredentialService, HttpRequest } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import { isObject, type Operation, resolve, type Spec, textOf } from './spec.ts'

type Request = HttpRequest & { headers: Record<string, string> }

/** The request with the sign-in that the description asks for, made of the credential. */
export async function signRequest(options: {
  spec: Spec
  operation: Operation
  request: Request
  credential: string
  credentials: CredentialService
  renew: boolean
  signal?: AbortSignal
}): Promise<Request> {
  const { spec, operation, request, credential, credentials, renew, signal } = options
  const schemes = schemesOf(spec, operation)
  // Said in so many words: this operation is open to everybody.
  if (schemes === 'none') return request
  const use = { id: credential, field: 'credential', ...(signal && { signal }) }
  const key = schemes.find((scheme) => scheme['type'] === 'apiKey')
  const opened = key && (await credentials.open({ ...use, host: new URL(request.url).host }))
  if (key && opened?.type === 'api_key')
    return withKey(request, textOf(key['in']), textOf(key['name']), opened.values['key'] ?? '')
  const { headers, query } = await credentials.authorize({ ...use, url: request.url, renew })
  const url = new URL(request.url)
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  return {
    ...request,
    url: Object.keys(query).length > 0 ? url.href : request.url,
    headers: { ...request.headers, ...headers },
    private_headers: Object.keys(headers),
  }
}

function withKey(request: Request, place: string, name: string, key: string): Request {
  switch (place) {
    case 'query': {
      const mark = request.url.includes('?') ? '&' : '?'
      return {
        ...request,
        url: `${request.url}${mark}${encodeURIComponent(name)}=${encodeURIComponent(key)}`,
      }
    }
    case 'cookie': {
      const cookie = [request.headers['cookie'], `${name}=${encodeURIComponent(key)}`]
        .filter(Boolean)
        .join('; ')
      return { ...request, headers: { ...request.headers, cookie } }
    }
    default:
      return {
        ...request,
        headers: { ...request.headers, [name.toLowerCase()]: key },
        private_headers: [name],
      }
  }
}

/** The schemes that an operation may be signed in with; empty where the description says nothing. */
function schemesOf({ document }: Spec, { value }: Operation): JsonObject[] | 'none' {
  const wanted = value['security'] ?? document['security']
  if (Array.isArray(value['security']) && value['security'].length === 0) return 'none'
  const components = isObject(document['components']) ? document['components'] : {}
  const known = isObject(components['securitySchemes']) ? components['securitySchemes'] : {}
  return (Array.isArray(wanted) ? wanted : [])
    .filter(isObject)
    .flatMap((requirement) => Object.keys(requirement))
    .map((name): JsonValue | undefined => (Object.hasOwn(known, name) ? known[name] : undefined))
    .map((scheme) => (scheme === undefined ? undefined : resolve(document, scheme)))
    .filter(isObject)
}
