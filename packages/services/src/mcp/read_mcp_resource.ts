import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import type { Client, RequestOptions } from '@modelcontextprotocol/client'
import { argsInvalid, nameUnknown } from './mcp_failure.ts'

interface Reading {
  client: Client
  /** A template where it has variables in braces. */
  uri: string
  variables: JsonObject
  request: RequestOptions
  label: string
}

/** The JSON-RPC codes that servers of all ages say "no such resource" with. */
const MISSING = new Set([-32002, -32602])

export async function readResource({
  client,
  uri,
  variables,
  request,
  label,
}: Reading): Promise<JsonObject[]> {
  const whole = await expanded(uri, variables)
  try {
    const { contents } = await client.readResource({ uri: whole }, request)
    return contents as unknown as JsonObject[]
  } catch (error) {
    const code = (error as { code?: unknown }).code
    if (typeof code !== 'number' || !MISSING.has(code)) throw error
    const { resources } = await client.listResources(undefined, request)
    throw nameUnknown(
      'resource',
      whole,
      label,
      resources.map((each) => each.uri),
    )
  }
}

async function expanded(uri: string, variables: JsonObject): Promise<string> {
  const { UriTemplate } = await import('@modelcontextprotocol/client')
  if (!UriTemplate.isTemplate(uri)) return uri
  const template = new UriTemplate(uri)
  const missing = template.variableNames.filter((name) => variables[name] == null)
  if (missing.length > 0)
    throw argsInvalid(
      `the address "${uri}"`,
      missing.map((path) => ({ path, message: 'is missing' })),
    )
  return template.expand(
    Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, textOf(value)])),
  )
}

const textOf = (value: JsonValue): string | string[] =>
  Array.isArray(value) ? value.map((each) => String(each)) : String(value)
