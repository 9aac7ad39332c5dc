import { type Call, routes } from '@llamanexus/contract'

/** Something that exists on the server and can be picked by its name or id. */
export interface Pick {
  value: string
  label: string
  /** One line beside the label. */
  detail?: string
}

export interface PickerKind {
  /** Shown while nothing is picked. */
  placeholder: string
  /** Said where there is none yet. */
  none: string
  /** An http or WebSocket address may stand there in place of a name. */
  takesAddress?: boolean
  list(call: Call, signal: AbortSignal): Promise<Pick[]>
}

/** What a field with one of these as its `x-widget` picks from. */
export const pickerKinds = {
  workflow: {
    placeholder: 'Choose a workflow',
    none: 'There is no other workflow yet.',
    list: async (call, signal) => {
      const { items } = await call(routes.listWorkflows, {
        query: { limit: 200, sort: 'name', order: 'asc' },
        signal,
      })
      return items.map(({ id, name }) => ({ value: id, label: name, detail: id }))
    },
  },
  collection: {
    placeholder: 'Choose a collection',
    none: 'There is no collection yet: make one under Knowledge.',
    list: async (call, signal) => {
      const { items } = await call(routes.listCollections, { query: { limit: 200 }, signal })
      return items.map(({ name, chunks, model }) => ({
        value: name,
        label: name,
        detail: `${chunks.toLocaleString()} chunks, ${model}`,
      }))
    },
  },
  function: {
    placeholder: 'Choose a function',
    none: 'There is no function yet: make one under Functions.',
    list: async (call, signal) => {
      const { items } = await call(routes.listFunctions, { query: { limit: 200 }, signal })
      return items.map(({ name, description }) => ({ value: name, label: name, detail: description }))
    },
  },
  mcp_server: {
    placeholder: 'Choose a server or type an address',
    none: 'No MCP server is set up yet: type an https or wss address.',
    takesAddress: true,
    list: async (call, signal) => {
      const { items } = await call(routes.listMcpServers, { query: { limit: 200 }, signal })
      return items.map(({ name, transport, state }) => ({
        value: name,
        label: name,
        detail: `${transport}, ${state}`,
      }))
    },
  },
} satisfies Record<string, PickerKind>

export type PickerName = keyof typeof pickerKinds

export const isPicker = (widget: string): widget is PickerName => Object.hasOwn(pickerKinds, widget)
