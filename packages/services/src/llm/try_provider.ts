import { NodeError } from '@llamanexus/node-sdk'
import { chooseModel, isEmbedding } from './choose_model.ts'
import type { LlmServiceParts } from './llm_service.ts'
import type { Provider } from './provider_config.ts'
import { type ProviderTrial, shownProblem } from './provider_trial.ts'

const TIMEOUT_MS = 30_000
/** Enough for one word, and for the little that some models think before it. */
const MAX_TOKENS = 64

/** Asks a provider for its models, and then one of them for a word: only that shows that key and address are right. */
export async function tryProvider(
  llm: LlmServiceParts,
  provider: Provider,
  options: { model?: string; signal?: AbortSignal },
): Promise<ProviderTrial> {
  const started = performance.now()
  const { models, problem } = await llm.directory.listNow(provider)
  const trial: ProviderTrial = {
    ok: false,
    duration_ms: 0,
    models: problem ? null : models.length,
    model: null,
    text: null,
    error: null,
  }
  const done = (more: Partial<ProviderTrial>): ProviderTrial => ({
    ...trial,
    ...more,
    duration_ms: Math.round(performance.now() - started),
  })
  const model = options.model || provider.default_model || chooseModel(models.map(({ name }) => name))
  // Servers without a list are asked all the same where somebody says for what.
  if (!model || problem?.code === 'provider_unreachable')
    return done({ error: shownProblem(problem ?? nothingToAsk(provider)) })
  try {
    const text = await ask(llm, `${provider.name}/${model}`, isEmbedding(model), options.signal)
    return done({ ok: true, model, text })
  } catch (error) {
    if (!(error instanceof NodeError)) throw error
    return done({ model, error: shownProblem(error) })
  }
}

async function ask(
  llm: LlmServiceParts,
  model: string,
  embeds: boolean,
  signal?: AbortSignal,
): Promise<string> {
  const call = { model, timeout_ms: TIMEOUT_MS, signal }
  if (embeds) {
    const { dimensions } = await llm.embed({ ...call, texts: ['Hello'] })
    return `A vector of ${dimensions} numbers`
  }
  const messages = [{ role: 'user' as const, content: 'Say hello in one word.' }]
  const { text, finish_reason: reason } = await llm.chat({ ...call, messages, max_tokens: MAX_TOKENS })
  return text.trim() || `(no text, it ended with "${reason}")`
}

const nothingToAsk = ({ name }: Provider): NodeError =>
  new NodeError('model_unknown', `${name} lists no models`, {
    hint: 'Name a default model, or load one on the server.',
  })
