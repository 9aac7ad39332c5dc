import {
  type DocumentUpload,
  type IndexingJob,
  type KnowledgePlace,
  type KnowledgeSearch,
  routes,
} from '@llamanexus/contract'
import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { useApi } from './api_context.tsx'
import { queryKeys } from './query_keys.ts'

const PAGE_SIZE = 50

export const useCollections = () => {
  const { call } = useApi()
  return useQuery({
    queryKey: queryKeys.knowledge,
    queryFn: ({ signal }) => call(routes.listCollections, { query: { limit: 200 }, signal }),
  })
}

/** Looked at again with each other `version`, such as when a document was indexed last. */
export const useCollection = (name: string, version: string) => {
  const { call } = useApi()
  return useQuery({
    queryKey: [...queryKeys.collection(name), 'info', version],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(routes.getCollection, { params: { name }, signal }),
  })
}

/** Those whose name or title has `search` in it. Looked at again with each other `version`. */
export const useDocuments = (name: string, version: string, search: string) => {
  const { call } = useApi()
  return useInfiniteQuery({
    queryKey: [...queryKeys.collection(name), 'documents', version, search],
    placeholderData: keepPreviousData,
    queryFn: ({ pageParam, signal }) =>
      call(routes.listDocuments, {
        params: { name },
        query: { limit: PAGE_SIZE, offset: pageParam, ...(search !== '' && { search }) },
        signal,
      }),
    initialPageParam: 0,
    getNextPageParam: nextOffset,
  })
}

export const useChunks = (name: string, document: string) => {
  const { call } = useApi()
  return useInfiniteQuery({
    queryKey: [...queryKeys.collection(name), 'chunks', document],
    queryFn: ({ pageParam, signal }) =>
      call(routes.listChunks, {
        params: { name },
        query: { limit: PAGE_SIZE, offset: pageParam, document },
        signal,
      }),
    initialPageParam: 0,
    getNextPageParam: nextOffset,
  })
}

/** What is being indexed, looked at again while anything is. */
export const useIndexing = (name: string) => {
  const { call } = useApi()
  return useQuery({
    queryKey: [...queryKeys.collection(name), 'jobs'],
    queryFn: ({ signal }) => call(routes.listIndexing, { params: { name }, query: { limit: 200 }, signal }),
    refetchInterval: ({ state }) =>
      state.data?.items.some(({ status }) => status === 'running') ? 500 : false,
  })
}

/** How often an upload looks whether its document is indexed. */
const LOOK_MS = 500

/** Sends a document, and settles when it is indexed or could not be. */
export const useUploadDocument = (name: string) => {
  const { call } = useApi()
  const queries = useQueryClient()
  return async (body: DocumentUpload): Promise<void> => {
    let job: IndexingJob | undefined = await call(routes.addDocument, { params: { name }, body })
    await queries.invalidateQueries({ queryKey: queryKeys.knowledge })
    while (job?.status === 'running') {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
      const jid: string = job.id
      // One that nobody knows any more has been forgotten.
      job = await call(routes.getIndexing, { params: { name, jid } }).catch(() => undefined)
    }
  }
}

/** What changes a collection, each followed by a fresh look at it. */
export const useKnowledgeChanges = () => {
  const { call } = useApi()
  const queries = useQueryClient()
  const onSuccess = () => queries.invalidateQueries({ queryKey: queryKeys.knowledge })
  return {
    create: useMutation({
      mutationFn: (body: { name: string; description?: string; model?: string; store?: KnowledgePlace }) =>
        call(routes.createCollection, { body }),
      onSuccess,
    }),
    drop: useMutation({
      mutationFn: ({ name, keep_remote }: { name: string; keep_remote: boolean }) =>
        call(routes.deleteCollection, { params: { name }, query: { keep_remote } }),
      // What is in it is not asked for any more.
      onSuccess: () => queries.invalidateQueries({ queryKey: queryKeys.knowledge, exact: true }),
    }),
    remove: useMutation({
      mutationFn: ({ name, did }: { name: string; did: string }) =>
        call(routes.deleteDocument, { params: { name, did } }),
      onSuccess,
    }),
    cancel: useMutation({
      mutationFn: ({ name, jid }: { name: string; jid: string }) =>
        call(routes.cancelIndexing, { params: { name, jid } }),
      onSuccess,
    }),
  }
}

/** Tries the place that a collection would have, and changes nothing. */
export const useCheckPlace = () => {
  const { call } = useApi()
  return useMutation({
    mutationFn: (body: { name: string; store: KnowledgePlace }) => call(routes.checkPlace, { body }),
  })
}

export const useTryQuery = (name: string) => {
  const { call } = useApi()
  return useMutation({
    mutationFn: (body: KnowledgeSearch) => call(routes.searchCollection, { params: { name }, body }),
  })
}

const nextOffset = ({
  offset,
  items,
  total,
}: {
  offset: number
  items: readonly unknown[]
  total: number
}) => (offset + items.length < total && items.length > 0 ? offset + items.length : undefined)
