import { type Call, type Credential, routes } from '@llamanexus/contract'
import { type NamedReference, referencesOf, type ValidateOptions } from '@llamanexus/workflow'
import { useQueries } from '@tanstack/react-query'
import { useEffect, useSyncExternalStore } from 'react'
import { useApi } from '../../api/api_context.tsx'
import { useCredentials } from '../../api/credential_queries.ts'
import { queryKeys } from '../../api/query_keys.ts'
import type { DocumentState } from '../../document/document_state.ts'
import type { Editor } from '../../document/editor_context.tsx'
import type { FindingsStore } from '../../document/findings_store.ts'

interface Known {
  editor: Editor
  findings: FindingsStore
}

/**
 * Tells the editor's findings what exists beside the document, each time that it changes: credentials always, and of the
 * rest what the document names.
 */
export const useKnownReferences = (open: Known | undefined): void => {
  const { call } = useApi()
  const { data: credentials } = useCredentials()
  const named = useNamedKinds(open?.editor)
  const kinds = KINDS.filter((kind) => named.includes(kind))
  const lists = useQueries({
    queries: kinds.map((kind) => ({
      queryKey: [...LISTS[kind].key, 'names'],
      queryFn: async ({ signal }: { signal: AbortSignal }) => ({
        kind,
        names: await LISTS[kind].names(call, signal),
      }),
      staleTime: 5_000,
    })),
    combine: (results) => results.flatMap(({ data }) => (data ? [data] : [])),
  })
  useEffect(() => {
    if (!open) return
    const known: ValidateOptions = credentials ? knownCredentials(credentials) : {}
    // Of a list that is cut short, one that is not in it may exist all the same.
    const whole = lists.flatMap(({ kind, names }) => (names ? [[LISTS[kind].option, new Set(names)]] : []))
    open.findings.know({ ...known, ...Object.fromEntries(whole) })
  }, [open, credentials, lists])
}

const KINDS = ['function', 'collection', 'mcp_server', 'workflow', 'model'] as const satisfies readonly Kind[]

type Kind = NamedReference['kind']

/** The kinds of things that the document names, as one text: the same for as long as they are the same. */
const useNamedKinds = (editor: Editor | undefined): string =>
  useSyncExternalStore(editor?.document.state.subscribe ?? unchanging, () =>
    editor ? namedKinds(editor.document.state.getState().nodes, editor.catalogue) : '',
  )

const unchanging = () => () => undefined

const kindsOf = new WeakMap<DocumentState['nodes'], string>()

const namedKinds = (nodes: DocumentState['nodes'], catalogue: Editor['catalogue']): string => {
  const found =
    kindsOf.get(nodes) ??
    [...new Set(referencesOf({ nodes: Object.values(nodes) }, catalogue).map(({ kind }) => kind))].join(' ')
  kindsOf.set(nodes, found)
  return found
}

interface Names {
  key: readonly string[]
  option: keyof ValidateOptions
  /** Undefined where there are more than can be listed. */
  names(call: Call, signal: AbortSignal): Promise<string[] | undefined>
}

const MOST = { limit: 200 }

const LISTS: Record<Kind, Names> = {
  function: {
    key: ['functions'],
    option: 'functions',
    names: async (call, signal) =>
      wholeOf(await call(routes.listFunctions, { query: MOST, signal }), ({ name }) => [name]),
  },
  collection: {
    key: queryKeys.knowledge,
    option: 'collections',
    names: async (call, signal) =>
      wholeOf(await call(routes.listCollections, { query: MOST, signal }), ({ name }) => [name]),
  },
  mcp_server: {
    key: queryKeys.mcpServers,
    option: 'mcp_servers',
    names: async (call, signal) =>
      wholeOf(await call(routes.listMcpServers, { query: MOST, signal }), ({ name }) => [name]),
  },
  workflow: {
    key: queryKeys.workflows,
    option: 'workflows',
    names: async (call, signal) =>
      wholeOf(await call(routes.listWorkflows, { query: MOST, signal }), ({ id }) => [id]),
  },
  model: {
    key: queryKeys.models,
    option: 'models',
    names: async (call, signal) => {
      const listed = wholeOf(await call(routes.listModels, { signal }), ({ id, name }) => [id, name])
      return listed && [...listed, 'builtin', 'lexical']
    },
  },
}

const wholeOf = <T>(page: { items: T[]; total: number }, namesOf: (item: T) => string[]) =>
  page.total > page.items.length ? undefined : page.items.flatMap(namesOf)

const knownCredentials = ({ items, total }: { items: Credential[]; total: number }): ValidateOptions =>
  total > items.length
    ? {}
    : {
        credentials: new Map(items.map(({ id, type }) => [id, type])),
        secrets: new Set(items.filter(({ type }) => type === 'secret').map(({ name }) => name)),
      }
