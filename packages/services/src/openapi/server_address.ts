import { NodeError, type OpenApiCall } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import { isObject, type Operation, type Spec, textOf } from './spec.ts'

/** Where an operation is called. Throws `args_invalid` where the description names no whole address and none is given. */
export function serverOf(
  spec: Spec,
  operation: Operation,
  { server, server_variables = {} }: Pick<OpenApiCall, 'server' | 'server_variables'>,
): string {
  const [first] = [operation.value['servers'], operation.item['servers'], spec.document['servers']].find(
    (list): list is JsonValue[] => Array.isArray(list) && list.length > 0,
  ) ?? [{ url: '/' }]
  const given = server || filled(isObject(first) ? first : { url: '/' }, server_variables)
  const url = URL.parse(given, spec.url || undefined)
  if (url && /^https?:$/.test(url.protocol)) return url.origin + url.pathname
  throw new NodeError('config_invalid', `"server" has to be given: the description says only "${given}"`, {
    field: 'server',
    hint: 'Write the whole address of the API, such as https://api.example.com/v1.',
    retryable: false,
  })
}

/** All addresses of a description, with the variables at their defaults. */
export const serversOf = ({ document, url: base }: Spec): string[] =>
  (Array.isArray(document['servers']) ? document['servers'] : []).filter(isObject).flatMap((server) => {
    const url = URL.parse(filled(server, {}), base || undefined)
    return url ? [url.href] : []
  })

function filled(server: JsonObject, given: JsonObject): string {
  const variables = isObject(server['variables']) ? server['variables'] : {}
  return textOf(server['url']).replaceAll(/\{([^}]+)\}/g, (_, name: string) => {
    const known = variables[name]
    const { enum: allowed, default: standard } = isObject(known) ? known : {}
    const value = String(given[name] ?? standard ?? '')
    if (Array.isArray(allowed) && !allowed.includes(value))
      throw new NodeError('config_invalid', `"server_variables.${name}" needs one of ${allowed.join(', ')}`, {
        field: 'server_variables',
        retryable: false,
      })
    return value
  })
}
