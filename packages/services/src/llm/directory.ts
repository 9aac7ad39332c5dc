import {
  amendError,
  type CredentialService,
  type HttpService,
  type ModelInfo,
  type ModelRequest,
  NodeError,
} from '@llamanexus/node-sdk'
import { createHttpService } from '../http/http_service.ts'
import { authorizeEndpoint } from './authorize_endpoint.ts'
import { chooseModel } from './choose_model.ts'
import type { Endpoint } from './endpoint.ts'
import { LOCAL_SERVERS, listModels } from './list_models.ts'
import { modelFetch } from './model_fetch.ts'
import type { ModelSettingsRoom } from './model_settings.ts'
import { isShown, mayAsk, type Provider, type ProviderConfig, sameAddress } from './provider_config.ts'
import { unknownModel, unknownProvider, wrongBaseUrl } from './target_errors.ts'

export interface DirectoryOptions {
  /** For base URLs that come from workflows: guarded like every other request of theirs. */
  http: HttpService
  /** Set up by the code; the first one answers for a model name without a provider. */
  providers?: readonly ProviderConfig[]
  /** What an administrator has set up, read again as it changes. */
  settings?: ModelSettingsRoom
  credentials?: CredentialService
  /** Looked for on this machine. Default: the usual ports of llama.cpp, Ollama, LM Studio and vLLM. */
  local_servers?: readonly ProviderConfig[]
  /** Bytes of one answer. Default 32 MiB. */
  max_answer_bytes?: number
}

/** A model and where it is. */
export interface Target {
  /** `provider/model`; `host/model` for a base URL. */
  id: string
  model: string
  /** Before the slash. */
  name: string
  provider?: Provider
  /** What stands before a slash and is the name of no provider: perhaps a part of the model's, perhaps a slip. */
  unknown_prefix?: string
  endpoint(signal?: AbortSignal): Promise<Endpoint>
}

/** What a provider answered when it was asked for its models. */
export interface Listing {
  provider: Provider
  models: ModelInfo[]
  problem?: NodeError
}

export type Place = Pick<ModelRequest, 'base_url' | 'format' | 'api_key' | 'credential'>

const PROBE_TIMEOUT_MS = 400
const LIST_TIMEOUT_MS = 3000
const KEEP_LIST_MS = 5000

/** Knows every provider, which of them has a model, and the way to it. */
export function createDirectory(options: DirectoryOptions) {
  const { settings, credentials, max_answer_bytes: max_bytes } = options
  const fixed = (options.providers ?? []).map((config) => provider(config, 'fixed'))
  const local = (options.local_servers ?? LOCAL_SERVERS).map((config) => provider(config, 'found'))
  // What an administrator has set up may be inside; what a workflow names may not.
  let allowed: string[] = []
  const trusted = createHttpService({
    policy: {
      get allow() {
        return allowed
      },
    },
  })
  let listed: { at: number; key: string; listings: Promise<Listing[]> } | undefined

  /** Those of the code, those of the settings, and the local ones that none of them stands for. */
  async function known(): Promise<Provider[]> {
    const stored = (await settings?.read())?.providers ?? []
    const own = [...fixed, ...stored.map((config): Provider => ({ ...config, source: 'settings' }))]
    const found = local.filter(
      ({ name, base_url: url }) => !own.some((each) => each.name === name || sameAddress(each.base_url, url)),
    )
    const all = [...own, ...found]
    allowed = all.map(hostAndPort)
    return all
  }

  async function resolve(wanted: string, place: Place): Promise<Target> {
    const providers = await known()
    if (place.base_url) return atAddress(place.base_url, wanted, place, providers)
    const named = providers
      .filter(({ name }) => wanted === name || wanted.startsWith(`${name}/`))
      .reduce<Provider | undefined>((a, b) => (a && a.name.length >= b.name.length ? a : b), undefined)
    if (named) return at(named, wanted.slice(named.name.length + 1) || (await defaultOf(named)), place)
    const own = providers.filter(({ source }) => source !== 'found')
    const [unknown_prefix] = wanted.split('/', wanted.includes('/') ? 1 : 0)
    if (own.length === 1 && own[0]) return { ...at(own[0], wanted, place), unknown_prefix }
    const having = (await listings()).find(({ models }) =>
      models.some(({ name }) => name === wanted || name === `${wanted}:latest`),
    )?.provider
    if (having) return at(having, wanted, place)
    if (own[0]) return { ...at(own[0], wanted, place), unknown_prefix }
    throw unknown_prefix === undefined
      ? unknownModel(wanted)
      : unknownProvider(unknown_prefix, await reachable())
  }

  /** The names that a model may be asked under, now. */
  async function reachable(): Promise<string[]> {
    const there = (await listings()).filter(
      ({ provider: { source }, problem }) => source !== 'found' || !problem,
    )
    return ['builtin', ...there.map(({ provider: { name } }) => name)]
  }

  /** A failure at a provider that was only guessed, with what may be the true cause. */
  async function explain(error: unknown, { name, unknown_prefix: prefix }: Target): Promise<unknown> {
    if (!(error instanceof NodeError) || prefix === undefined) return error
    if (await isPartOfNames(prefix)) return error
    if (error.code === 'model_unknown') return unknownProvider(prefix, await reachable(), error.message)
    if (error.code !== 'provider_error' || error.retryable) return error
    const guess = `No provider is called "${prefix}", so ${name} was asked.`
    return amendError(error, { hint: [error.hint, guess].filter(Boolean).join(' ') })
  }

  /** Whether models are listed whose own names begin so, such as `meta-llama/…`. */
  const isPartOfNames = async (prefix: string): Promise<boolean> =>
    (await listings()).some(({ models }) => models.some(({ name }) => name.startsWith(`${prefix}/`)))

  function at(owner: Provider, model: string, place: Place): Target {
    if (!mayAsk(owner, model))
      throw unknownModel(`${owner.name}/${model}`, 'is not among those that are allowed')
    // A key or a credential of the request goes before the provider's own.
    const own = (place.api_key ?? place.credential) ? place : owner
    const field = own === place ? 'credential' : `credential of the provider ${owner.name}`
    return {
      id: `${owner.name}/${model}`,
      model,
      name: owner.name,
      provider: owner,
      endpoint: (signal) => endpoint({ ...owner, ...pick(own) }, trusted.fetch, field, signal),
    }
  }

  async function atAddress(
    baseUrl: string,
    model: string,
    place: Place,
    providers: readonly Provider[],
  ): Promise<Target> {
    const url = URL.parse(baseUrl)
    if (!url || !/^https?:$/.test(url.protocol)) throw wrongBaseUrl()
    const owner = ownerOf(baseUrl, place, providers)
    if (owner) return at(owner, model || (await defaultOf(owner)), place)
    const kind =
      place.format === 'anthropic'
        ? 'anthropic'
        : url.hostname === 'api.openai.com'
          ? 'openai'
          : 'openai_compatible'
    const stranger: Provider = { name: url.host, kind, base_url: url.href, source: 'fixed' }
    return {
      id: `${url.host}/${model || 'default'}`,
      model: model || 'default',
      name: url.host,
      provider: stranger,
      endpoint: (signal) =>
        endpoint({ ...stranger, ...pick(place) }, options.http.fetch, 'credential', signal),
    }
  }

  async function endpoint(
    owner: Provider,
    fetch: typeof globalThis.fetch,
    field: string,
    signal?: AbortSignal,
  ): Promise<Endpoint> {
    const { name, kind, base_url } = owner
    const { headers, query } = await authorizeEndpoint({ ...owner, field, signal }, credentials)
    return {
      name,
      kind,
      base_url,
      headers: { ...owner.headers, ...headers },
      fetch: modelFetch(fetch, { query, max_bytes }),
    }
  }

  /** Of a server that was found, nobody could say: the first that talks. */
  async function defaultOf({ name, source, default_model: model }: Provider): Promise<string> {
    if (model) return model
    const listing = (await listings()).find(({ provider }) => provider.name === name)
    const first =
      source === 'found' ? chooseModel((listing?.models ?? []).map((each) => each.name)) : undefined
    if (first) return first
    if (source === 'found' && listing?.problem) throw listing.problem
    throw unknownModel(name, 'names no model, and the provider has no default one')
  }

  /** What every provider has, asked again every few seconds at most. */
  async function listings(): Promise<Listing[]> {
    const providers = await known()
    const key = JSON.stringify(providers)
    if (!listed || listed.key !== key || Date.now() - listed.at > KEEP_LIST_MS)
      listed = { at: Date.now(), key, listings: Promise.all(providers.map(list)) }
    return listed.listings
  }

  async function list(owner: Provider): Promise<Listing> {
    const signal = AbortSignal.timeout(owner.source === 'found' ? PROBE_TIMEOUT_MS : LIST_TIMEOUT_MS)
    try {
      const place = await endpoint(owner, trusted.fetch, 'credential', signal)
      const models = await listModels(place, signal)
      return { provider: owner, models: models.filter(({ name }) => isShown(owner, name)) }
    } catch (error) {
      const problem = signal.aborted ? silent(owner) : await failureOf(error, owner.name)
      return { provider: owner, models: named(owner), problem }
    }
  }

  return {
    known,
    resolve,
    explain,
    listings,
    /** Asked anew. */
    listNow: list,
    /** What was listed last, however long ago: enough for a price. */
    lastListing: async (): Promise<Listing[]> => (await listed?.listings) ?? [],
    close: trusted.close,
  }
}

export type Directory = ReturnType<typeof createDirectory>

const provider = (config: ProviderConfig, source: Provider['source']): Provider => ({
  kind: 'openai_compatible',
  ...config,
  source,
})

const pick = ({ api_key, credential }: Place) => ({ api_key, credential })

/** Whose address it is. Some servers speak both formats: the request says which. */
function ownerOf(baseUrl: string, { format }: Place, providers: readonly Provider[]): Provider | undefined {
  const there = providers.filter((each) => sameAddress(each.base_url, baseUrl))
  if (format !== 'anthropic') return there[0]
  const speaking = there.find(({ kind }) => kind === 'anthropic')
  return speaking ?? (there[0] && { ...there[0], kind: 'anthropic' })
}

/** Servers without a list have what an administrator says they have. */
const named = ({ name: provider, allow = [] }: Provider): ModelInfo[] =>
  allow.filter((each) => !each.includes('*')).map((name) => ({ id: `${provider}/${name}`, provider, name }))

async function failureOf(error: unknown, name: string): Promise<NodeError> {
  const { providerFailure } = await import('./provider_failure.ts')
  return providerFailure(error, name, Date.now())
}

const silent = ({ name }: Provider): NodeError =>
  new NodeError('provider_unreachable', `${name} did not answer in time`, {
    hint: 'Check the base URL and that the server is up.',
  })

function hostAndPort({ base_url: baseUrl }: Provider): string {
  const url = URL.parse(baseUrl)
  if (!url) throw new Error(`The base URL of a provider is not a URL: ${baseUrl}`)
  return `${url.hostname}:${url.port || (url.protocol === 'https:' ? 443 : 80)}`
}
