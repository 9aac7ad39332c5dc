import type { ModelProvider } from '@llamanexus/contract'
import type { ModelAdminFault, ProviderState } from '@llamanexus/services/llm'
import type { App } from '../app.ts'
import { ApiProblem } from '../problems/api_problem.ts'
import type { ProblemCode } from '../problems/problem_codes.ts'
import type { Handlers } from './mount.ts'

type ModelRoute =
  | 'listModels'
  | 'listProviders'
  | 'createProvider'
  | 'updateProvider'
  | 'deleteProvider'
  | 'testProvider'
  | 'getPrices'
  | 'setPrices'
  | 'getDefaultModel'
  | 'setDefaultModel'

export const modelRoutes = ({ llm, models }: App): Pick<Handlers, ModelRoute> => ({
  async listModels({ reply }) {
    const latencies = new Map(llm.stats().map(({ model, latency_ms: latency }) => [model, latency]))
    const [listed, default_model] = await Promise.all([
      llm.models(closedSignal(reply.raw)),
      models.defaultModel(),
    ])
    const items = listed.map((model) => ({
      ...model,
      price: model.price ?? null,
      latency_ms: latencies.get(model.id) ?? null,
    }))
    return { ...whole(items), default_model }
  },

  listProviders: async () => whole((await models.providers()).map(shown)),

  async createProvider({ body, reply }) {
    const made = await models.addProvider(body).catch(refused)
    reply.header('location', `/api/v1/models/providers/${made.name}`)
    return shown(made)
  },

  updateProvider: async ({ params, body }) =>
    shown(await models.saveProvider(params.name, body).catch(refused)),

  async deleteProvider({ params }) {
    await models.removeProvider(params.name).catch(refused)
    return null
  },

  testProvider: ({ params, body, reply }) =>
    models.tryProvider(params.name, { model: body.model, signal: closedSignal(reply.raw) }).catch(refused),

  getPrices: async () => pricesOf(await models.prices()),

  async setPrices({ body }) {
    await models.setPrices(body.own)
    return pricesOf(await models.prices())
  },

  getDefaultModel: async () => ({ model: await models.defaultModel() }),

  async setDefaultModel({ body }) {
    await models.setDefaultModel(body.model.trim())
    return { model: await models.defaultModel() }
  },
})

/** Aborted when the caller has gone. */
function closedSignal(raw: { on(event: 'close', listener: () => void): unknown }): AbortSignal {
  const gone = new AbortController()
  raw.on('close', () => gone.abort())
  return gone.signal
}

/** All of a list in one page. */
const whole = <T>(items: T[]) => ({ items, total: items.length, limit: items.length, offset: 0 })

const shown = ({ headers, allow, hidden, ...provider }: ProviderState): ModelProvider => ({
  ...provider,
  ...(headers && { headers: { ...headers } }),
  ...(allow && { allow: [...allow] }),
  ...(hidden && { hidden: [...hidden] }),
})

const pricesOf = ({ own, shipped }: Awaited<ReturnType<App['models']['prices']>>) => ({
  own,
  shipped: [...shipped],
})

const codes: Record<ModelAdminFault, ProblemCode> = {
  provider_name_taken: 'provider_name_taken',
  provider_not_found: 'provider_not_found',
  provider_fixed: 'provider_fixed',
  provider_invalid: 'provider_invalid',
}

function refused(error: unknown): never {
  const code = error instanceof Error && 'code' in error ? codes[error.code as ModelAdminFault] : undefined
  if (code) throw new ApiProblem(code, { detail: (error as Error).message })
  throw error
}
