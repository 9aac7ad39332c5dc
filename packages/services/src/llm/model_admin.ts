import { NodeError, type TokenPrice } from '@llamanexus/node-sdk'
import type { Directory, Listing } from './directory.ts'
import type { LlmServiceParts } from './llm_service.ts'
import type { ModelSettingsRoom } from './model_settings.ts'
import { type DatedPrice, SHIPPED_PRICES } from './prices.ts'
import type { PriceRow, Provider, ProviderSettings, ProviderSource } from './provider_config.ts'
import { type ProviderTrial, type ShownProblem, shownProblem } from './provider_trial.ts'
import { tryProvider } from './try_provider.ts'

/** A provider with what it answered when it was last asked. */
export interface ProviderState extends ProviderSettings {
  source: ProviderSource
  /** `up`: it listed its models; `refused`: it answered no; `down`: it did not answer. */
  state: 'up' | 'refused' | 'down'
  models: number
  problem: ShownProblem | null
}

export type ModelAdminFault =
  | 'provider_name_taken'
  | 'provider_not_found'
  | 'provider_fixed'
  | 'provider_invalid'

export class ModelAdminError extends Error {
  readonly code: ModelAdminFault

  constructor(code: ModelAdminFault, message: string) {
    super(message)
    this.name = 'ModelAdminError'
    this.code = code
  }
}

/** What the models page works with: providers, prices and the default model, as they are kept. Throws `ModelAdminError`. */
export interface ModelAdmin {
  providers(): Promise<ProviderState[]>
  addProvider(provider: ProviderSettings): Promise<ProviderState>
  saveProvider(name: string, provider: ProviderSettings): Promise<ProviderState>
  removeProvider(name: string): Promise<void>
  tryProvider(name: string, options: { model?: string; signal?: AbortSignal }): Promise<ProviderTrial>
  prices(): Promise<{ own: PriceRow[]; shipped: readonly DatedPrice[] }>
  setPrices(rows: readonly PriceRow[]): Promise<void>
  defaultModel(): Promise<string>
  /** Empty: the builtin one. */
  setDefaultModel(model: string): Promise<void>
}

/** Names that models have already. */
const RESERVED = ['builtin', 'lexical']

export function createModelAdmin(llm: LlmServiceParts, settings: ModelSettingsRoom): ModelAdmin {
  const { directory } = llm

  const stateOf = async (name: string): Promise<ProviderState> => {
    const listing = (await directory.listings()).find(({ provider }) => provider.name === name)
    if (!listing) throw missing(name)
    return toState(listing)
  }

  async function addProvider(provider: ProviderSettings): Promise<ProviderState> {
    await requireFree(provider.name, directory)
    await settings.update((now) => {
      if (now.providers.some(({ name }) => name === provider.name)) throw taken(provider.name)
      return { ...now, providers: [...now.providers, checked(provider)] }
    })
    return stateOf(provider.name)
  }

  async function saveProvider(name: string, provider: ProviderSettings): Promise<ProviderState> {
    if (provider.name !== name) await requireFree(provider.name, directory)
    await requireOwn(name, directory)
    await settings.update((now) => {
      if (provider.name !== name && now.providers.some((each) => each.name === provider.name))
        throw taken(provider.name)
      const providers = now.providers.map((each) => (each.name === name ? checked(provider) : each))
      return { ...now, providers }
    })
    return stateOf(provider.name)
  }

  async function removeProvider(name: string): Promise<void> {
    await requireOwn(name, directory)
    await settings.update((now) => ({
      ...now,
      providers: now.providers.filter((each) => each.name !== name),
    }))
  }

  return {
    providers: async () => (await directory.listings()).map(toState),
    addProvider,
    saveProvider,
    removeProvider,
    async tryProvider(name, options) {
      const provider = (await directory.known()).find((each) => each.name === name)
      if (!provider) throw missing(name)
      return tryProvider(llm, provider, options)
    },
    prices: async () => ({ own: (await settings.read()).prices, shipped: SHIPPED_PRICES }),
    async setPrices(rows) {
      await settings.update((now) => ({ ...now, prices: rows.map(pricedRow) }))
    },
    defaultModel: llm.defaultModel,
    async setDefaultModel(model) {
      await settings.update(({ providers, prices }) => ({
        providers,
        prices,
        ...(model && { default_model: model }),
      }))
    },
  }
}

function toState({ provider, models, problem }: Listing): ProviderState {
  const { api_key: _, ...shown } = provider
  return {
    ...shown,
    state: problem ? stateAfter(problem) : 'up',
    models: models.length,
    problem: problem ? shownProblem(problem) : null,
  }
}

const stateAfter = ({ code }: NodeError) =>
  code === 'provider_unreachable' || code === 'timeout' ? 'down' : 'refused'

function checked(provider: ProviderSettings): ProviderSettings {
  const url = URL.parse(provider.base_url)
  if (!url || !/^https?:$/.test(url.protocol))
    throw new ModelAdminError('provider_invalid', 'The base URL is not an http or https address.')
  if (url.username || url.password || url.search)
    throw new ModelAdminError(
      'provider_invalid',
      'A key does not belong in the base URL: choose a credential.',
    )
  const secret = Object.keys(provider.headers ?? {}).find((name) => SECRET_HEADERS.test(name))
  if (secret)
    throw new ModelAdminError(
      'provider_invalid',
      `The header ${secret} holds a key: choose a credential for it.`,
    )
  return provider
}

const SECRET_HEADERS = /^(?:authorization|proxy-authorization|cookie|.*(?:api|access)[-_]?(?:key|token).*)$/i

/** A server that is found by itself gives way to one of the same name. */
async function requireFree(name: string, directory: Directory): Promise<void> {
  const isTaken = (await directory.known()).some((each) => each.name === name && each.source !== 'found')
  if (isTaken || RESERVED.includes(name)) throw taken(name)
}

async function requireOwn(name: string, directory: Directory): Promise<void> {
  const provider: Provider | undefined = (await directory.known()).find((each) => each.name === name)
  if (!provider) throw missing(name)
  if (provider.source !== 'settings')
    throw new ModelAdminError(
      'provider_fixed',
      `The server "${name}" was found by itself: add it to change it.`,
    )
}

function pricedRow({ pattern, input, output, cached_input, cache_write }: PriceRow): PriceRow {
  const more: Partial<TokenPrice> = {
    ...(cached_input !== undefined && { cached_input }),
    ...(cache_write !== undefined && { cache_write }),
  }
  return { pattern, input, output, ...more }
}

const missing = (name: string) => new ModelAdminError('provider_not_found', `There is no provider "${name}".`)
const taken = (name: string) =>
  new ModelAdminError('provider_name_taken', `Another provider is called "${name}".`)
