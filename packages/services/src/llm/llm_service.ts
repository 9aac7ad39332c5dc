import {
  addUsage,
  amendError,
  type ChatRequest,
  type ChatResponse,
  type CompletionRequest,
  type CompletionResponse,
  type EmbedRequest,
  type EmbedResponse,
  type LlmService,
  type ModelInfo,
  type ModelRequest,
  NodeError,
  type Usage,
} from '@llamanexus/node-sdk'
import { BUILTIN, builtinChat } from './builtin_model.ts'
import { withinLimits } from './call_limits.ts'
import type { CallContext } from './chat_call.ts'
import { createDirectory, type Directory, type DirectoryOptions, type Target } from './directory.ts'
import { createModelStats } from './model_stats.ts'
import { pointOut } from './point_out.ts'
import { costOf, FREE, priceOf, vendorOf } from './prices.ts'
import { createToolPictures } from './tool_pictures.ts'
import { withFallback } from './with_fallback.ts'

export interface LlmServiceOptions extends DirectoryOptions {
  /** Where the settings name none. Default `builtin`. */
  default_model?: string
}

export interface LlmServiceParts extends LlmService {
  readonly directory: Directory
  /** What is asked where a request names no model. */
  defaultModel(): Promise<string>
  close(): Promise<void>
}

/** The builtin model, the configured providers, and the servers found on this machine, behind one interface. */
export function createLlmService(options: LlmServiceOptions): LlmServiceParts {
  const { settings } = options
  const directory = createDirectory(options)
  const stats = createModelStats()
  const askWithPictures = createToolPictures()

  const defaultModel = async () =>
    (await settings?.read())?.default_model || options.default_model || BUILTIN.id

  async function chat(request: ChatRequest): Promise<ChatResponse> {
    return withFallback(request, await inOrder(request), (each) =>
      call<ChatRequest, ChatResponse>(each, builtinChat, async (target, context, asked) => {
        const endpoint = await target.endpoint(context.signal)
        // Loaded with the first call: a server that only runs plain workflows starts faster and stays smaller.
        const { chatCall } = await import('./chat_call.ts')
        const sees = (await listed(target))?.vision
        const ask = (round: ChatRequest) =>
          askWithPictures({ id: target.id, sees }, round, (shown) =>
            chatCall(endpoint, target.model, shown, context),
          )
        if (!asked.response_schema) return ask(asked)
        const { askStructured } = await import('./structured.ts')
        return askStructured(ask, asked, asked.response_schema)
      }),
    )
  }

  async function complete(request: CompletionRequest): Promise<CompletionResponse> {
    return withFallback(request, await inOrder(request), (each) =>
      call<CompletionRequest, CompletionResponse>(each, builtinCompletion, async (target, context, asked) => {
        const endpoint = await target.endpoint(context.signal)
        const { completeText } = await import('./complete_text.ts')
        return completeText(endpoint, target.model, asked, context)
      }),
    )
  }

  /** One model, timed, priced and remembered. */
  async function call<R extends ModelRequest, T extends CompletionResponse>(
    request: R,
    builtin: (request: R, signal: AbortSignal) => Promise<T>,
    ask: (target: Target, context: CallContext, request: R) => Promise<T>,
  ): Promise<T> {
    const taken: Usage[] = []
    let asked: Target | undefined
    const answered = withinLimits(request, async (signal, began) => {
      const wanted = request.model || (request.base_url ? '' : await defaultModel())
      if (!request.base_url && wanted === BUILTIN.id) {
        const answer = await timed(BUILTIN.id, request, (each) => builtin(each, signal), signal)
        return { ...answer, provider: BUILTIN.provider, cost: 0 }
      }
      const target = await directory.resolve(wanted === BUILTIN.id ? '' : wanted, request)
      asked = target
      const context = { signal, began, took: (usage: Usage) => void taken.push(usage) }
      const pointed = (each: R) =>
        ask(target, context, each).catch(async (error: unknown) => {
          throw pointOut(await directory.explain(error, target), request, target.name)
        })
      const answer = await timed(target.id, request, pointed, signal)
      return { ...answer, provider: target.name, cost: await costAt(target, answer.usage) }
    })
    return answered.catch(async (error: unknown) => {
      throw await withSpent(error, asked, taken)
    })
  }

  /** The failure with what was taken before it. */
  async function withSpent(
    error: unknown,
    asked: Target | undefined,
    taken: readonly Usage[],
  ): Promise<unknown> {
    if (!(error instanceof NodeError) || !asked || taken.length === 0) return error
    const usage = taken.reduce(addUsage)
    return amendError(error, { spent: { usage, cost: await costAt(asked, usage) } })
  }

  async function timed<R extends ModelRequest, T>(
    id: string,
    request: R,
    ask: (request: R) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T> {
    const started = performance.now()
    let first: number | undefined
    const watched: R = {
      ...request,
      onText: (text: string) => {
        first ??= performance.now() - started
        request.onText?.(text)
      },
    }
    const record = (worked: boolean) =>
      stats.record(id, { worked, total: performance.now() - started, first_text: first })
    try {
      const answer = await ask(watched)
      record(true)
      return answer
    } catch (error) {
      // A caller that gives up says nothing about the model.
      if (!request.signal?.aborted || !signal.aborted) record(false)
      throw error
    }
  }

  async function costAt(target: Target, usage: Usage): Promise<number | null> {
    if (target.provider?.source === 'found') return costOf(usage, FREE)
    const own = (await settings?.read())?.prices ?? []
    const model = (await listed(target)) ?? { id: target.id, name: target.model }
    return costOf(usage, priceOf(model, own, target.provider && vendorOf(target.provider)))
  }

  /** What its provider tells of it, as far as that is known already. */
  const listed = async ({ id }: Target): Promise<ModelInfo | undefined> =>
    (await directory.lastListing()).flatMap(({ models }) => models).find((model) => model.id === id)

  /** The request itself and the same for each fallback; one that names a provider goes there, with the key it has. */
  async function inOrder<R extends ModelRequest>(request: R): Promise<R[]> {
    const { fallback_models: others = [] } = request
    if (others.length === 0) return [request]
    const names = [BUILTIN.id, ...(await directory.known()).map(({ name }) => name)]
    const isNamed = (model: string) => names.some((name) => model === name || model.startsWith(`${name}/`))
    const elsewhere = { base_url: undefined, format: undefined, api_key: undefined, credential: undefined }
    return [request, ...others.map((model) => ({ ...request, model, ...(isNamed(model) && elsewhere) }))]
  }

  async function embed(request: EmbedRequest): Promise<EmbedResponse> {
    return withinLimits(request, async (signal) => {
      const target = await directory.resolve(request.model || (await defaultModel()), request)
      const endpoint = await target.endpoint(signal)
      const { embedTexts } = await import('./embed_texts.ts')
      const taken: Usage[] = []
      const context = { signal, took: (usage: Usage) => void taken.push(usage) }
      const answer = await embedTexts(endpoint, target.model, request.texts, context).catch(
        async (error: unknown) => {
          throw await withSpent(await directory.explain(error, target), target, taken)
        },
      )
      return { ...answer, cost: await costAt(target, answer.usage) }
    })
  }

  async function models(): Promise<ModelInfo[]> {
    const own = (await settings?.read())?.prices ?? []
    const listings = await directory.listings()
    const priced = listings.flatMap(({ provider, models: list }) =>
      list.map((model) => ({
        ...model,
        price: provider.source === 'found' ? FREE : priceOf(model, own, vendorOf(provider)),
      })),
    )
    return [{ ...BUILTIN, price: FREE }, ...priced]
  }

  return { chat, complete, embed, models, stats: stats.list, directory, defaultModel, close: directory.close }
}

const builtinCompletion = async (
  request: CompletionRequest,
  signal: AbortSignal,
): Promise<CompletionResponse> => {
  const { tool_calls: _, ...answer } = await builtinChat(
    { ...request, messages: [{ role: 'user', content: request.prompt }] },
    signal,
  )
  return answer
}
