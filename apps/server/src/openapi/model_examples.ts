import type {
  ModelProvider,
  ModelSummary,
  PriceRow,
  ProviderDraft,
  ProviderTrial,
  ShippedPrice,
} from '@llamanexus/contract'

const draft: ProviderDraft = {
  name: 'openrouter',
  kind: 'openai_compatible',
  base_url: 'https://openrouter.ai/api/v1',
  credential: 'cred_openrouter',
  hidden: ['*:free'],
}

const provider: ModelProvider = { ...draft, source: 'settings', state: 'up', models: 312, problem: null }

const model: ModelSummary = {
  id: 'ollama/llama3.2',
  provider: 'ollama',
  name: 'llama3.2',
  context_length: 131_072,
  price: { input: 0, output: 0 },
  latency_ms: 840,
}

const tried: ProviderTrial = {
  ok: true,
  duration_ms: 640,
  models: 312,
  model: 'qwen/qwen3-32b',
  text: 'Hello!',
  error: null,
}

const own: PriceRow = { pattern: 'openrouter/qwen/*', input: 0.1, output: 0.3 }
const shipped: ShippedPrice = {
  pattern: 'gpt-4o-mini',
  input: 0.15,
  output: 0.6,
  cached_input: 0.075,
  vendor: 'openai',
  as_of: '2026-06',
}

const whole = (item: unknown) => ({ items: [item], total: 1, limit: 1, offset: 0 })

export const modelExamples = {
  listModels: { reply: { ...whole(model), default_model: 'builtin' } },
  listProviders: { reply: whole(provider) },
  createProvider: { body: { ...draft }, reply: provider },
  updateProvider: { body: { ...draft }, reply: provider },
  deleteProvider: {},
  testProvider: { body: {}, reply: tried },
  getPrices: { reply: { own: [own], shipped: [shipped] } },
  setPrices: { body: { own: [{ ...own }] }, reply: { own: [own], shipped: [shipped] } },
  getDefaultModel: { reply: { model: 'ollama/llama3.2' } },
  setDefaultModel: { body: { model: 'ollama/llama3.2' }, reply: { model: 'ollama/llama3.2' } },
}
