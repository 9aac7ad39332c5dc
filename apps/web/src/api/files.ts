import { ApiError, type FileEntry, type Problem, routes } from '@llamanexus/contract'
import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { useApi } from './api_context.tsx'
import { queryKeys } from './query_keys.ts'

const PAGE_SIZE = 100

/** What is in a folder of the workspace; with a search, the files of all folders below it that fit. */
export const useFiles = (folder: string, search: string) => {
  const { call } = useApi()
  return useInfiniteQuery({
    queryKey: [...queryKeys.files, folder, search],
    queryFn: ({ pageParam, signal }) => {
      const wanted = search === '' ? {} : { search, recursive: true }
      return call(routes.listFiles, {
        query: { ...wanted, folder, limit: PAGE_SIZE, offset: pageParam },
        signal,
      })
    },
    initialPageParam: 0,
    getNextPageParam: ({ offset, items, total }) =>
      items.length > 0 && offset + items.length < total ? offset + items.length : undefined,
    placeholderData: keepPreviousData,
  })
}

/** Files and folders that may be meant by what is typed. */
export const useFileChoices = (text: string) => {
  const { call } = useApi()
  return useQuery({
    queryKey: [...queryKeys.files, 'choices', text],
    queryFn: ({ signal }) =>
      call(routes.listFiles, { query: { search: text, recursive: true, limit: 50 }, signal }),
    placeholderData: keepPreviousData,
    staleTime: 5000,
  })
}

export interface Upload {
  folder: string
  files: readonly File[]
  replace: boolean
}

export const useUploadFiles = () => {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async ({ folder, files, replace }: Upload): Promise<readonly FileEntry[]> => {
      const form = new FormData()
      for (const file of files) form.append('file', file, file.webkitRelativePath || file.name)
      const query = new URLSearchParams({ folder, replace: String(replace) })
      const response = await fetch(`/api/v1${routes.uploadFiles.path}?${query}`, {
        method: 'POST',
        body: form,
      })
      if (!response.ok) throw new ApiError((await response.json()) as Problem)
      return ((await response.json()) as { items: FileEntry[] }).items
    },
    // Some of them may be there although one was refused.
    onSettled: () => queries.invalidateQueries({ queryKey: queryKeys.files }),
  })
}

export const useDeleteFile = () => {
  const { call } = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ path, kind }: FileEntry) =>
      call(routes.deleteFile, { query: { path, recursive: kind === 'folder' } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: queryKeys.files }),
  })
}

export const downloadUrl = (path: string): string =>
  `/api/v1${routes.downloadFile.path}?${new URLSearchParams({ path })}`
