import type { CompletionSource } from '@codemirror/autocomplete'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import { walkPath } from '@llamanexus/workflow'

interface CompletionData {
  /** What the last run knows. */
  values: JsonObject
  /** Nodes before this one with the names of their outputs. */
  upstream: readonly { id: string; label: string; ports: readonly string[] }[]
  locals: readonly string[]
  /** In a template only what stands in braces is an expression. */
  kind: 'template' | 'bare'
}

export interface Suggestion {
  label: string
  detail?: string
}

/** Completes paths in an expression, from the nodes before it and the data of the last run. */
export const expressionCompletions =
  (data: CompletionData): CompletionSource =>
  (context) => {
    const before = context.state.doc.sliceString(0, context.pos)
    const wraps = data.kind === 'template' && !isInBraces(before)
    if (wraps && !before.endsWith('{')) return null
    const typed = /[\w$.[\]'"-]*$/.exec(before)?.[0] ?? ''
    if (typed === '' && !context.explicit && !/[{(\s]$/.test(before)) return null
    const dot = typed.lastIndexOf('.')
    const options = suggestionsFor(dot < 0 ? [] : typed.slice(0, dot).split('.'), data)
    return {
      from: context.pos - (typed.length - dot - 1),
      options: options.map(({ label, detail }) => ({
        label,
        ...(detail === undefined ? {} : { detail }),
        ...(wraps ? { apply: `{ ${label} }}` } : {}),
      })),
      validFor: /^[\w$-]*$/,
    }
  }

/** What can follow a path: the roots for an empty one, then nodes, ports, and the keys of what the last run gave. */
export const suggestionsFor = (
  path: readonly string[],
  { values, upstream, locals }: Omit<CompletionData, 'kind'>,
): Suggestion[] => {
  if (path.length === 0) {
    const common = [
      ...(upstream.length > 0 ? [{ label: 'nodes', detail: 'outputs of nodes before' }] : []),
      { label: 'trigger', detail: 'data the run started with' },
      { label: 'variables', detail: 'of the workflow' },
      { label: 'inputs', detail: 'of this node' },
      { label: 'execution', detail: 'id and time of the run' },
      { label: 'now', detail: 'time' },
    ]
    const own = locals.map((label) => ({ label, detail: 'of this field' }))
    const framed = ['item', 'index']
      .filter((name) => Object.hasOwn(values, name) && !locals.includes(name))
      .map((label) => ({ label, detail: 'of this iteration' }))
    return [...own, ...framed, ...common]
  }
  if (path.length === 1 && path[0] === 'nodes')
    return upstream.map(({ id, label }) => ({ label: id, detail: label }))
  const found = keysOf(walkPath(values, path))
  if (path.length === 2 && path[0] === 'nodes') {
    const ports = upstream.find(({ id }) => id === path[1])?.ports ?? []
    const known = new Set(found.map(({ label }) => label))
    return [...found, ...ports.filter((port) => !known.has(port)).map((label) => ({ label }))]
  }
  return found
}

const keysOf = (value: JsonValue): Suggestion[] => {
  if (Array.isArray(value)) return [{ label: 'length', detail: String(value.length) }]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).map(([label, item]) => ({ label, detail: shortly(item) }))
}

const shortly = (value: JsonValue): string => {
  const text = JSON.stringify(value)
  return text.length > 40 ? `${text.slice(0, 39)}…` : text
}

const isInBraces = (before: string): boolean => before.lastIndexOf('{{') > before.lastIndexOf('}}')
