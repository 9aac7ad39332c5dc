import { type FunctionDraft, routes } from '@llamanexus/contract'
import type { JsonObject } from '@llamanexus/workflow'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useApi } from './api_context.tsx'

const functionsKey = ['functions'] as const

/** The functions of the workspace, by name. */
export const useFunctions = () => {
  const { call } = useApi()
  return useQuery({
    queryKey: functionsKey,
    queryFn: ({ signal }) => call(routes.listFunctions, { query: { limit: 200 }, signal }),
  })
}

export const useCreateFunction = () => {
  const { call } = useApi()
  return useMutation({
    mutationFn: (body: FunctionDraft) => call(routes.createFunction, { body }),
    onSuccess: useRefreshFunctions(),
  })
}

/** Saves over the version that was read, and over no other. */
export const useSaveFunction = () => {
  const { call } = useApi()
  const refresh = useRefreshFunctions()
  return useMutation({
    mutationFn: ({ name, version, draft }: { name: string; version: number; draft: FunctionDraft }) =>
      call(routes.updateFunction, {
        params: { name },
        body: draft,
        headers: { 'if-match': `"${version}"` },
      }),
    // Refused, it may be another version that is saved now, and that one has to be seen.
    onSettled: refresh,
  })
}

export const useDeleteFunction = () => {
  const { call } = useApi()
  return useMutation({
    mutationFn: (name: string) => call(routes.deleteFunction, { params: { name } }),
    onSuccess: useRefreshFunctions(),
  })
}

/** Runs a function as it stands in the editor, saved or not. */
export const useTryFunction = () => {
  const { call } = useApi()
  return useMutation({
    mutationFn: ({ name, draft, args }: { name: string; draft: FunctionDraft; args: JsonObject }) =>
      call(routes.runFunction, { params: { name }, body: { args, function: draft } }),
  })
}

const useRefreshFunctions = () => {
  const client = useQueryClient()
  return () => client.invalidateQueries({ queryKey: functionsKey })
}
