import { type Call, routes } from '@llamanexus/contract'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import type { Pick } from './picker_kinds.ts'

/** By the hint of the field's schema that says where it goes: `x-schema-to`, `x-method-to`, `x-repeatable-to`. */
export type Fills = Readonly<Record<string, JsonValue | undefined>>

export interface DependentPick extends Pick {
  fills: Fills
}

export interface Asked {
  source: string
  /** That the node signs in with. */
  credential?: string
}

export interface DependentKind {
  placeholder: string
  /** The hint that points to the field whose value is asked. */
  from: string
  /** Said while that field has no fixed value. */
  needs: string
  list(call: Call, asked: Asked, signal: AbortSignal): Promise<DependentPick[]>
  /** What is asked for only once something is picked. */
  more?(call: Call, asked: Asked, picked: string): Promise<Fills>
}

const server = { from: 'x-server-from', needs: 'Choose the server first.' }
const serverOf = ({ source, credential }: Asked) => ({
  params: { name: source },
  query: { limit: 200, ...(credential && { credential }) },
})

const descriptionOf = ({ source, credential }: Asked) => ({
  spec_url: source,
  ...(credential && { credential }),
})

/** What a field with one of these as its `x-widget` picks from: what the source beside it has now. */
export const dependentKinds = {
  mcp_tool: {
    ...server,
    placeholder: 'Choose a tool',
    list: async (call, asked, signal) => {
      const { items } = await call(routes.listMcpTools, { ...serverOf(asked), signal })
      return items.map((tool) => ({
        value: tool.name,
        label: tool.title ?? tool.name,
        detail: tool.description,
        fills: { 'x-schema-to': tool.parameters, 'x-repeatable-to': tool.repeatable ?? false },
      }))
    },
  },
  mcp_resource: {
    ...server,
    placeholder: 'Choose a resource',
    list: async (call, asked, signal) => {
      const { items } = await call(routes.listMcpResources, { ...serverOf(asked), signal })
      return items.map((resource) => {
        const uri = text(resource['uri']) || text(resource['uriTemplate'])
        const label = text(resource['title']) || text(resource['name']) || uri
        return { value: uri, label, detail: uri, fills: { 'x-schema-to': variablesOf(uri) } }
      })
    },
  },
  mcp_prompt: {
    ...server,
    placeholder: 'Choose a prompt',
    list: async (call, asked, signal) => {
      const { items } = await call(routes.listMcpPrompts, { ...serverOf(asked), signal })
      return items.map((prompt) => ({
        value: text(prompt['name']),
        label: text(prompt['title']) || text(prompt['name']),
        detail: text(prompt['description']),
        fills: { 'x-schema-to': argumentsOf(prompt['arguments']) },
      }))
    },
  },
  openapi_operation: {
    from: 'x-spec-from',
    needs: 'Give the description first.',
    placeholder: 'Choose an operation',
    list: async (call, asked, signal) => {
      const { items } = await call(routes.listOpenApiOperations, { body: descriptionOf(asked), signal })
      return items.map(({ id, method, path, summary }) => ({
        value: id,
        label: id,
        // One without a name of its own is called by its method and path.
        detail: [id === `${method} ${path}` ? '' : `${method} ${path}`, summary].filter(Boolean).join(': '),
        fills: { 'x-method-to': method },
      }))
    },
    more: async (call, asked, operation) => {
      const body = { ...descriptionOf(asked), operation }
      const { parameters } = await call(routes.listOpenApiOperations, { body })
      return { 'x-schema-to': parameters }
    },
  },
} satisfies Record<string, DependentKind>

export type DependentName = keyof typeof dependentKinds

export const isDependent = (widget: string): widget is DependentName => Object.hasOwn(dependentKinds, widget)

const text = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '')

/** The variables of a URI template (RFC 6570); undefined where there are none. */
function variablesOf(uri: string): JsonObject | undefined {
  const names = [...uri.matchAll(/\{[+#./;?&]?([^}]+)\}/g)].flatMap(([, list = '']) =>
    list.split(',').map((name) => name.replace(/\*$|:\d+$/, '')),
  )
  return names.length === 0 ? undefined : schemaOf(names.map((name) => ({ name, required: true })))
}

function argumentsOf(list: JsonValue | undefined): JsonObject | undefined {
  if (!Array.isArray(list) || list.length === 0) return undefined
  return schemaOf(
    list.map((argument) => {
      const { name, description, required } = argument as JsonObject
      return { name: text(name), description: text(description), required: required === true }
    }),
  )
}

const schemaOf = (
  list: readonly { name: string; description?: string; required: boolean }[],
): JsonObject => ({
  type: 'object',
  properties: Object.fromEntries(
    list.map(({ name, description }) => [name, { type: 'string', ...(description && { description }) }]),
  ),
  required: list.flatMap(({ name, required }) => (required ? [name] : [])),
})
