import {
  type ChatRequest,
  type ChatResponse,
  type EmbedRequest,
  type EmbedResponse,
  type HttpService,
  type LlmService,
  type ModelInfo,
  NodeError,
} from '@llamanexus/node-sdk'
import { createHttpService } from '../http/http_service.ts'
import { BUILTIN, builtinChat } from './builtin_model.ts'
import type { Endpoint } from './endpoint.ts'
import { LOCAL_SERVERS, listModels, type ProviderConfig } from './providers.ts'

export interface LlmServiceOptions {
  /** For base URLs that come from workflows: guarded like every other request of theirs. */
  http: HttpService
  /** The first one answers for a model name without a provider. */
  providers?: readonly ProviderConfig[]
  /** Default `builtin`. */
  default_model?: string
  /** Looked for on this machine. Default: the usual ports of llama.cpp, Ollama, LM Studio and vLLM. */
  local_servers?: readonly ProviderConfig[]
}

const DEFAULT_TIMEOUT_MS = 120_000
const PROBE_TIMEOUT_MS = 400
const LIST_TIMEOUT_MS = 3000
const KEEP_LIST_MS = 5000

/** The builtin model, the configured providers, and the servers found on this machine, behind one interface. */
export function createLlmService(options: LlmServiceOptions): LlmService & { close(): Promise<void> } {
  const {
    providers = [],
    local_servers: local = LOCAL_SERVERS,
    default_model: defaultModel = BUILTIN.id,
  } = options
  const known = [...providers, ...local]
  // What an administrator has set up may be inside; what a workflow names may not.
  const trusted = createHttpService({ policy: { allow: known.map(hostAndPort) } })
  let listed: { at: number; models: Promise<ModelInfo[]> } | undefined

  const chat = (request: ChatRequest) => limited(request, (signal) => answer(request, signal))
  const embed = (request: EmbedRequest) => limited(request, (signal) => vectors(request, signal))

  /** Within the time of the request, and until its caller gives up. */
  async function limited<T>(
    request: { timeout_ms?: number; signal?: AbortSignal },
    perform: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const timeoutMs = request.timeout_ms ?? DEFAULT_TIMEOUT_MS
    const timeout = AbortSignal.timeout(timeoutMs)
    const signal = request.signal ? AbortSignal.any([request.signal, timeout]) : timeout
    try {
      return await perform(signal)
    } catch (error) {
      if (request.signal?.aborted)
        throw new NodeError('aborted', 'The call was cancelled', { retryable: false })
      if (timeout.aborted) throw timedOut(timeoutMs)
      throw error
    }
  }

  async function answer(request: ChatRequest, signal: AbortSignal): Promise<ChatResponse> {
    const wanted = request.model || defaultModel
    if (!request.base_url && wanted === BUILTIN.id) return builtinChat(request, signal)
    const { endpoint, model } = request.base_url ? fromRequest(request, wanted) : await resolve(wanted)
    // Loaded with the first call: a server that only runs plain workflows starts faster and stays smaller.
    const { openaiChat } = await import('./openai_chat.ts')
    const ask = (each: ChatRequest) => openaiChat(endpoint, model, each, signal)
    if (!request.response_schema) return ask(request)
    const { askStructured } = await import('./structured.ts')
    return askStructured(ask, request, request.response_schema)
  }

  async function vectors(request: EmbedRequest, signal: AbortSignal): Promise<EmbedResponse> {
    const { endpoint, model } = request.base_url
      ? fromRequest(request, request.model ?? 'default')
      : await resolve(request.model ?? BUILTIN.id)
    const { embedTexts } = await import('./embed_texts.ts')
    try {
      return await embedTexts(endpoint, model, request.texts, signal)
    } catch (error) {
      throw signal.aborted
        ? error
        : (await import('./provider_failure.ts')).providerFailure(error, endpoint.name, Date.now())
    }
  }

  function fromRequest(
    request: Pick<ChatRequest, 'base_url' | 'api_key'>,
    wanted: string,
  ): { endpoint: Endpoint; model: string } {
    const url = URL.parse(request.base_url ?? '')
    if (!url) {
      throw new NodeError('url_invalid', 'The base URL is not a URL', {
        hint: 'Write it whole, such as http://127.0.0.1:11434/v1.',
        field: 'base_url',
        retryable: false,
      })
    }
    const provider = known.find(({ base_url }) => URL.parse(base_url)?.origin === url.origin)
    const { fetch } = provider ? trusted : options.http
    // A key set up by an administrator goes with the provider's own address, and never anywhere else.
    const key = request.api_key ?? (provider?.base_url === request.base_url ? provider?.api_key : undefined)
    const endpoint = { name: url.host, base_url: url.href, api_key: key, fetch }
    return { endpoint, model: wanted === BUILTIN.id ? 'default' : wanted }
  }

  async function resolve(wanted: string): Promise<{ endpoint: Endpoint; model: string }> {
    const named = known.find(({ name }) => wanted.startsWith(`${name}/`))
    if (named) return { endpoint: endpointOf(named), model: wanted.slice(named.name.length + 1) }
    const [first] = providers
    if (first) return { endpoint: endpointOf(first), model: wanted }
    const found = (await models()).find(({ name }) => name === wanted)
    const provider = known.find(({ name }) => name === found?.provider)
    if (provider) return { endpoint: endpointOf(provider), model: wanted }
    throw new NodeError('model_unknown', `No provider has the model "${wanted}"`, {
      hint: 'Choose one of the list, write provider/model, or give a base URL. "builtin" is always there.',
      field: 'model',
      retryable: false,
    })
  }

  const endpointOf = (provider: ProviderConfig): Endpoint => ({ ...provider, fetch: trusted.fetch })

  function models(): Promise<ModelInfo[]> {
    if (!listed || Date.now() - listed.at > KEEP_LIST_MS) listed = { at: Date.now(), models: list() }
    return listed.models
  }

  async function list(): Promise<ModelInfo[]> {
    const found = await Promise.all([
      ...providers.map((provider) => listModels(provider, trusted, LIST_TIMEOUT_MS)),
      ...local.map((server) => listModels(server, trusted, PROBE_TIMEOUT_MS)),
    ])
    return [BUILTIN, ...found.flatMap((each) => each ?? [])]
  }

  return { chat, embed, models, close: trusted.close }
}

function hostAndPort({ base_url: baseUrl }: ProviderConfig): string {
  const url = URL.parse(baseUrl)
  if (!url) throw new Error(`The base URL of a provider is not a URL: ${baseUrl}`)
  return `${url.hostname}:${url.port || (url.protocol === 'https:' ? 443 : 80)}`
}

const timedOut = (timeoutMs: number): NodeError =>
  new NodeError('timeout', `The model did not finish within ${timeoutMs} ms`, {
    hint: 'Raise the timeout, ask for a shorter answer, or use a faster model.',
  })
