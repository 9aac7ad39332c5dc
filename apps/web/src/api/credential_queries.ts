import {
  type Credential,
  type CredentialChange,
  type CredentialDraft,
  type CredentialTrial,
  routes,
} from '@llamanexus/contract'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useApi } from './api_context.tsx'
import { queryKeys } from './query_keys.ts'

/** The kinds of credentials with their forms. They change with the server only. */
export const useCredentialTypes = () => {
  const { call } = useApi()
  return useQuery({
    queryKey: queryKeys.credentialTypes,
    queryFn: async ({ signal }) => (await call(routes.listCredentialTypes, { signal })).items,
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** Credentials by name, of some types only where they are given. */
export const useCredentials = (query: { search?: string; type?: string } = {}) => {
  const { call } = useApi()
  return useQuery({
    queryKey: [...queryKeys.credentials, query],
    queryFn: ({ signal }) => call(routes.listCredentials, { query: { limit: 200, ...query }, signal }),
    placeholderData: keepPreviousData,
  })
}

/** Makes one, or with an id changes it. */
export const useSaveCredential = () => {
  const { call } = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ id, draft }: { id?: string; draft: CredentialDraft }): Promise<Credential> =>
      id === undefined
        ? call(routes.createCredential, { body: draft })
        : call(routes.updateCredential, { params: { id }, body: changeOf(draft) }),
    onSuccess: () => queries.invalidateQueries({ queryKey: queryKeys.credentials }),
  })
}

export const useDeleteCredential = () => {
  const { call } = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ id, force }: { id: string; force: boolean }) =>
      call(routes.deleteCredential, { params: { id }, query: { force } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: queryKeys.credentials }),
  })
}

/** Tries one that is kept, with changes or without, or one that is not. */
export const useTryCredential = () => {
  const { call } = useApi()
  return useMutation({
    mutationFn: ({
      id,
      draft,
      url,
    }: {
      id?: string
      draft?: CredentialDraft
      url?: string
    }): Promise<CredentialTrial> => {
      const address = url ? { url } : {}
      if (id !== undefined)
        return call(routes.tryCredential, {
          params: { id },
          body: { ...(draft && changeOf(draft)), ...address },
        })
      const { type = '', hosts, values = {} } = draft ?? {}
      return call(routes.tryNewCredential, { body: { type, hosts, values, ...address } })
    },
  })
}

const changeOf = ({ name, hosts, values }: CredentialDraft): CredentialChange => ({ name, hosts, values })
