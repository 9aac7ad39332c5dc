import { Type } from 'typebox'
import { STRATEGIES } from './choose_model.ts'

/** How the router chooses; each can come in at `criteria` too, which goes first. */
export const criteriaFields = {
  strategy: Type.Union(
    [...STRATEGIES, 'rules' as const, 'classifier' as const].map((name) => Type.Literal(name)),
    {
      title: 'Choose by',
      description: 'Figures of the models, rules of your own, or a model that reads the prompt first.',
      default: 'balanced',
    },
  ),
  candidates: Type.Array(Type.Unknown(), {
    title: 'Models',
    description:
      'Names, or objects with `model` and what you know of it: `quality` (0 to 1), `cost` (US dollars a request), `latency_ms`, `context_length`. Empty: all that are listed.',
    default: [],
    maxItems: 100,
    'x-widget': 'json',
    examples: [['ollama/llama3.2', { model: 'openai/gpt-5.4-mini', quality: 0.8 }]],
  }),
  rules: Type.Array(
    Type.Object({
      when: Type.String({ title: 'When', description: 'An expression.', minLength: 1 }),
      model: Type.String({ title: 'Model', description: 'Asked where it holds.', minLength: 1 }),
      reason: Type.Optional(Type.String({ title: 'Reason', description: 'Put out with the choice.' })),
    }),
    {
      title: 'Rules',
      description:
        'The first that holds counts. `when` is an expression over `prompt`, `tokens` and `system`, such as `tokens > 2000`.',
      default: [],
      maxItems: 100,
      'x-widget': 'json',
      'x-expression': 'none',
      examples: [[{ when: 'prompt.includes("code")', model: 'openai/gpt-5.4' }]],
    },
  ),
  labels: Type.Record(Type.String(), Type.Unknown(), {
    title: 'Labels',
    description:
      'For the classifier: what a prompt may be about, and the model for it, or `{model, description}`.',
    default: {},
    'x-widget': 'json',
    examples: [
      { code: 'openai/gpt-5.4', 'small talk': { model: 'builtin', description: 'greetings, thanks' } },
    ],
  }),
  classifier_model: Type.Optional(
    Type.String({
      title: 'Classifier',
      description: 'The model that reads the prompt.',
      'x-widget': 'model',
    }),
  ),
  default_model: Type.Optional(
    Type.String({
      title: 'Otherwise',
      description: 'The model where no rule holds, no label fits, or no candidate is within the limits.',
      'x-widget': 'model',
    }),
  ),
  max_cost: Type.Optional(
    Type.Number({
      title: 'At most (US dollars a request)',
      minimum: 0,
      description: 'Models without a price are left out.',
    }),
  ),
  max_latency_ms: Type.Optional(
    Type.Number({ title: 'At most (ms)', minimum: 0, description: 'By the median of the last calls.' }),
  ),
  min_quality: Type.Optional(
    Type.Number({
      title: 'Quality at least',
      description: 'By your own marks, 0 to 1; models without one are left out.',
      minimum: 0,
      maximum: 1,
      examples: [0.7],
    }),
  ),
  min_context: Type.Optional(
    Type.Integer({
      title: 'Context at least (tokens)',
      description: 'What the prompt and the answer need to fit in.',
      minimum: 1,
      examples: [32_000],
    }),
  ),
  weights: Type.Object(
    {
      quality: Type.Optional(
        Type.Number({ title: 'Quality', description: 'How much a good answer counts.', minimum: 0 }),
      ),
      cost: Type.Optional(
        Type.Number({ title: 'Cost', description: 'How much a low price counts.', minimum: 0 }),
      ),
      speed: Type.Optional(
        Type.Number({ title: 'Speed', description: 'How much a quick answer counts.', minimum: 0 }),
      ),
    },
    { title: 'Weights', description: 'For the balance; 1 each unless given.', default: {} },
  ),
}
