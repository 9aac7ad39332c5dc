import { type PriceRow, type ProviderDraft, routes } from '@llamanexus/contract'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useApi } from './api_context.tsx'
import { queryKeys } from './query_keys.ts'

const keys = {
  providers: [...queryKeys.models, 'providers'],
  prices: [...queryKeys.models, 'prices'],
}

/** The providers with what they answer, servers that were found on the machine among them. */
export const useProviders = () => {
  const { call } = useApi()
  return useQuery({
    queryKey: keys.providers,
    queryFn: ({ signal }) => call(routes.listProviders, { signal }),
    staleTime: 10_000,
  })
}

export const usePrices = () => {
  const { call } = useApi()
  return useQuery({ queryKey: keys.prices, queryFn: ({ signal }) => call(routes.getPrices, { signal }) })
}

/** Credentials that a model server can be asked with. */
export const useKeyCredentials = () => {
  const { call } = useApi()
  return useQuery({
    queryKey: ['credentials', 'models'],
    queryFn: ({ signal }) =>
      call(routes.listCredentials, { query: { limit: 200, type: 'bearer,api_key,basic,oauth2' }, signal }),
  })
}

export interface SaveProvider {
  /** What it was called before; absent for a new one. */
  former?: string
  draft: ProviderDraft
  /** Kept as a credential for the provider's host first. */
  new_key?: string
}

export const useSaveProvider = () => {
  const { call } = useApi()
  return useMutation({
    mutationFn: async ({ former, draft, new_key: key }: SaveProvider) => {
      const credential = key
        ? await call(routes.createCredential, { body: keyCredential(draft, key) })
        : undefined
      const body = credential ? { ...draft, credential: credential.id } : draft
      return former === undefined
        ? call(routes.createProvider, { body })
        : call(routes.updateProvider, { params: { name: former }, body })
    },
    onSettled: useRefreshModels(),
  })
}

/** A token for one host: it goes to the provider and nowhere else. */
const keyCredential = ({ name, base_url: baseUrl }: ProviderDraft, token: string) => ({
  name: `${name} key`,
  type: 'bearer',
  hosts: [URL.parse(baseUrl)?.host ?? ''],
  values: { token },
})

export const useDeleteProvider = () => {
  const { call } = useApi()
  return useMutation({
    mutationFn: (name: string) => call(routes.deleteProvider, { params: { name } }),
    onSuccess: useRefreshModels(),
  })
}

export const useTryProvider = () => {
  const { call } = useApi()
  return useMutation({
    mutationFn: ({ name, model }: { name: string; model?: string }) =>
      call(routes.testProvider, { params: { name }, body: model ? { model } : {} }),
    onSettled: useRefreshModels(),
  })
}

export const useSetPrices = () => {
  const { call } = useApi()
  return useMutation({
    mutationFn: (own: PriceRow[]) => call(routes.setPrices, { body: { own } }),
    onSuccess: useRefreshModels(),
  })
}

export const useSetDefaultModel = () => {
  const { call } = useApi()
  return useMutation({
    mutationFn: (model: string) => call(routes.setDefaultModel, { body: { model } }),
    onSuccess: useRefreshModels(),
  })
}

/** Providers, models and prices hang together, and what was made for them is a credential. */
function useRefreshModels() {
  const queries = useQueryClient()
  return async () => {
    await Promise.all([
      queries.invalidateQueries({ queryKey: queryKeys.models }),
      queries.invalidateQueries({ queryKey: ['credentials'] }),
    ])
  }
}
