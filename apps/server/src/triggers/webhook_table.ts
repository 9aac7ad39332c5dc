import type { JsonObject, Workflow } from '@llamanexus/workflow'

export type Respond = 'immediately' | 'last_node' | 'response_node'

/** One `http_webhook` node as the route needs it. */
export interface WebhookEntry {
  workflow: Workflow
  node_id: string
  /** JSON pointer to the path in the document. */
  pointer: string
  /** Upper case, or `ANY`. */
  method: string
  path: string
  respond: Respond
  auth: JsonObject
  /** A header, or a place in the body, that a delivery is known by; empty for those of known senders. */
  delivery_id: string
  /** How long a delivery is known, milliseconds; 0 for not at all. */
  dedupe_ms: number
  /** Origins of pages that may call from a browser, in lower case; `*` for those of all. */
  allowed_origins: readonly string[]
  /** Nodes that can answer the caller. */
  responders: ReadonlySet<string>
}

export type WebhookMatch =
  | { found: 'entry'; entry: WebhookEntry; params: Record<string, string> }
  | { found: 'other_method'; allow: string[] }
  | { found: 'nothing' }

/** The addresses of a set of workflows; made anew with each change and never altered. */
export interface WebhookTable {
  /** A HEAD reaches what a GET does. The path is as it was sent, with `%2F` for what is no border between segments. */
  match(method: string, path: string): WebhookMatch
  /** What may be asked of a path, HEAD and OPTIONS among it; none where nothing is served. */
  methods(path: string): string[]
  /** The entry of another workflow, or an earlier one of the same, that a request for this one would reach. */
  taken(entry: WebhookEntry): WebhookEntry | undefined
}

/** The first of two entries at one address has it. */
export function webhookTable(entries: readonly WebhookEntry[]): WebhookTable {
  const fixed = new Map<string, WebhookEntry[]>()
  const patterns: { segments: string[]; entries: WebhookEntry[] }[] = []
  for (const entry of entries) {
    const list = entry.path.includes(':') ? patternEntries(entry) : fixedEntries(entry)
    if (!list.some((other) => overlaps(other.method, entry.method))) list.push(entry)
  }

  return {
    match(method, path) {
      const served = at(path)
      if (!served) return { found: 'nothing' }
      const meant = method === 'HEAD' ? 'GET' : method
      const entry = served.entries.find((candidate) => methodsOf(candidate).includes(meant))
      if (entry) return { found: 'entry', entry, params: served.params }
      return { found: 'other_method', allow: allowed(served.entries) }
    },
    methods: (path) => allowed(at(path)?.entries ?? []),
    taken(entry) {
      const list = entry.path.includes(':')
        ? patterns.find(({ segments }) => shape(segments) === shape(entry.path.split('/')))?.entries
        : fixed.get(entry.path)
      return list?.find((other) => overlaps(other.method, entry.method))
    },
  }

  function at(
    path: string,
  ): { entries: readonly WebhookEntry[]; params: Record<string, string> } | undefined {
    const given = path.split('/').map(decoded)
    const exact = given.some((segment) => segment.includes('/')) ? undefined : fixed.get(given.join('/'))
    if (exact) return { entries: exact, params: {} }
    for (const { segments, entries } of patterns) {
      const params = paramsOf(segments, given)
      if (params) return { entries, params }
    }
    return undefined
  }

  function fixedEntries(entry: WebhookEntry): WebhookEntry[] {
    const list = fixed.get(entry.path) ?? []
    fixed.set(entry.path, list)
    return list
  }

  function patternEntries(entry: WebhookEntry): WebhookEntry[] {
    const segments = entry.path.split('/')
    const same = patterns.find((pattern) => shape(pattern.segments) === shape(segments))
    if (same) return same.entries
    const added = { segments, entries: [] }
    patterns.push(added)
    // Where two patterns fit one path, the one with fewer parameters is meant.
    patterns.sort((a, b) => paramCount(a.segments) - paramCount(b.segments))
    return added.entries
  }
}

/** The webhook nodes of a document, disabled ones left out. */
export function webhookEntries(workflow: Workflow): WebhookEntry[] {
  const responders = new Set(
    workflow.nodes.filter(({ type }) => type === 'webhook_response').map(({ id }) => id),
  )
  return workflow.nodes.flatMap((node, index) => {
    const path = typeof node.config.path === 'string' ? node.config.path.replaceAll(/^\/+|\/+$/g, '') : ''
    if (node.type !== 'http_webhook' || node.policy?.disabled || path === '') return []
    return {
      workflow,
      node_id: node.id,
      pointer: `/nodes/${index}/config/path`,
      method: typeof node.config.method === 'string' ? node.config.method.toUpperCase() : 'POST',
      path,
      respond: respondOf(node.config.respond),
      auth: isObject(node.config.auth) ? node.config.auth : {},
      delivery_id: typeof node.config.delivery_id === 'string' ? node.config.delivery_id.trim() : '',
      dedupe_ms: (typeof node.config.dedupe_hours === 'number' ? node.config.dedupe_hours : 24) * 3_600_000,
      allowed_origins: originsIn(node.config.allowed_origins),
      responders,
    }
  })
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

const respondOf = (value: unknown): Respond =>
  value === 'last_node' || value === 'response_node' ? value : 'immediately'

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const originsIn = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string').map((one) => one.toLowerCase()) : []

const allowed = (entries: readonly WebhookEntry[]): string[] => {
  const methods = entries.flatMap(methodsOf)
  if (methods.length === 0) return []
  return [...methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])), 'OPTIONS']
}

/** HEAD and OPTIONS are not among them: who only looks, as a link checker does, must not start a run. */
const methodsOf = ({ method }: WebhookEntry): readonly string[] => (method === 'ANY' ? ANY_METHOD : [method])

const ANY_METHOD = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

const overlaps = (a: string, b: string): boolean => a === b || a === 'ANY' || b === 'ANY'

function paramsOf(segments: readonly string[], given: readonly string[]): Record<string, string> | undefined {
  if (segments.length !== given.length) return undefined
  const params: Record<string, string> = {}
  for (const [index, segment] of segments.entries()) {
    const value = given[index] ?? ''
    if (!segment.startsWith(':')) {
      if (segment !== value) return undefined
    } else if (value === '') return undefined
    else params[segment.slice(1)] = value
  }
  return params
}

const shape = (segments: readonly string[]): string =>
  segments.map((segment) => (segment.startsWith(':') ? ':' : segment)).join('/')

const paramCount = (segments: readonly string[]): number =>
  segments.filter((segment) => segment.startsWith(':')).length
