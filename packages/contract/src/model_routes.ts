import { Type } from 'typebox'
import {
  ModelSchema,
  PriceRowSchema,
  ProviderDraftSchema,
  ProviderName,
  ProviderSchema,
  ProviderTrialSchema,
  ShippedPriceSchema,
} from './model_schemas.ts'
import { route } from './route.ts'

const ByName = Type.Object({ name: ProviderName })
const Prices = Type.Object({
  own: Type.Array(PriceRowSchema),
  shipped: Type.Array(ShippedPriceSchema),
})
const DefaultModel = Type.Object({ model: Type.String({ maxLength: 300 }) })

/** Language models: who has them, what they cost, which one is asked. */
export const modelRoutes = {
  listModels: route({
    id: 'listModels',
    method: 'GET',
    path: '/models',
    summary: 'The models that can be named in a node right now',
    tag: 'models',
    replies: {
      200: Type.Object({
        items: Type.Array(ModelSchema),
        total: Type.Integer(),
        limit: Type.Integer(),
        offset: Type.Integer(),
        default_model: Type.String({ description: 'Asked where a node names none' }),
      }),
    },
    problems: [],
  }),
  listProviders: route({
    id: 'listProviders',
    method: 'GET',
    path: '/models/providers',
    summary: 'The providers of models, with what they answer; servers found on this machine among them',
    tag: 'models',
    replies: {
      200: Type.Object({
        items: Type.Array(ProviderSchema),
        total: Type.Integer(),
        limit: Type.Integer(),
        offset: Type.Integer(),
      }),
    },
    problems: [],
  }),
  createProvider: route({
    id: 'createProvider',
    method: 'POST',
    path: '/models/providers',
    summary: 'Add a provider; its key is a credential',
    tag: 'models',
    body: ProviderDraftSchema,
    replies: { 201: ProviderSchema },
    problems: [400, 409, 413, 415, 422],
  }),
  updateProvider: route({
    id: 'updateProvider',
    method: 'PUT',
    path: '/models/providers/{name}',
    summary: 'Change a provider; another name in the body renames it',
    tag: 'models',
    params: ByName,
    body: ProviderDraftSchema,
    replies: { 200: ProviderSchema },
    problems: [400, 404, 409, 413, 415, 422],
  }),
  deleteProvider: route({
    id: 'deleteProvider',
    method: 'DELETE',
    path: '/models/providers/{name}',
    summary: 'Remove a provider',
    tag: 'models',
    params: ByName,
    replies: { 204: Type.Null() },
    problems: [404, 409],
  }),
  testProvider: route({
    id: 'testProvider',
    method: 'POST',
    path: '/models/providers/{name}/test',
    summary: 'Ask a provider for its models and one of them for a word',
    tag: 'models',
    params: ByName,
    body: Type.Object({
      model: Type.Optional(
        Type.String({ maxLength: 200, description: "Default: the provider's, else the first that talks" }),
      ),
    }),
    replies: { 200: ProviderTrialSchema },
    problems: [400, 404, 413, 415],
  }),
  getPrices: route({
    id: 'getPrices',
    method: 'GET',
    path: '/models/prices',
    summary:
      'US dollars a million tokens: your own rows, which go first, and those that came with the software',
    tag: 'models',
    replies: { 200: Prices },
    problems: [],
  }),
  setPrices: route({
    id: 'setPrices',
    method: 'PUT',
    path: '/models/prices',
    summary: 'Replace your own rows',
    tag: 'models',
    body: Type.Object({ own: Type.Array(PriceRowSchema, { maxItems: 1000 }) }),
    replies: { 200: Prices },
    problems: [400, 413, 415],
  }),
  getDefaultModel: route({
    id: 'getDefaultModel',
    method: 'GET',
    path: '/models/default',
    summary: 'The model that is asked where a node names none',
    tag: 'models',
    replies: { 200: DefaultModel },
    problems: [],
  }),
  setDefaultModel: route({
    id: 'setDefaultModel',
    method: 'PUT',
    path: '/models/default',
    summary: 'Choose it; an empty one stands for the builtin model',
    tag: 'models',
    body: DefaultModel,
    replies: { 200: DefaultModel },
    problems: [400, 413, 415],
  }),
} as const
