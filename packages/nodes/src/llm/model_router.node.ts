import { defineNode, port } from '@llamanexus/node-sdk'
import { Type } from 'typebox'
import { pickSettings } from './ask_chat.ts'
import { reliabilityFields, samplingFields } from './chat_fields.ts'
import { metered, usageAndCost } from './metered.ts'
import { mergeCriteria, routeModel } from './route_model.ts'
import { criteriaFields } from './router_fields.ts'

const { fallback_models: _, ...times } = reliabilityFields

const Config = Type.Object({
  ...criteriaFields,
  answer: Type.Boolean({
    title: 'Ask the chosen model',
    description: 'Otherwise the choice alone is made, for another node to use.',
    default: true,
  }),
  use_fallback: Type.Boolean({
    title: 'Fall back on the next best',
    description: 'Where the chosen model does not answer.',
    default: true,
  }),
  ...samplingFields,
  ...times,
})

/** What an answer is thought to be long where nothing limits it. */
const USUAL_ANSWER_TOKENS = 500

export default defineNode({
  type: 'model_router',
  version: 1,
  category: 'llm',
  name: 'Model Router',
  icon: 'split',
  description: 'Route to best model based on criteria',
  keywords: ['ai', 'fallback', 'load balancing'],
  summary: '{strategy}',
  effect: 'idempotent',
  uses: ['llm'],
  inputs: {
    prompt: port.string({
      required: true,
      description: 'What the user says, and what the choice is made for.',
      schema: { 'x-widget': 'textarea', examples: ['{{ trigger.text }}'] },
    }),
    criteria: port.object({
      description: 'Any of the settings below by name, such as `{"strategy": "cheapest"}`; goes before them.',
      schema: { 'x-widget': 'json', examples: [{ strategy: 'cheapest', max_latency_ms: 3000 }] },
    }),
    system: port.string({
      name: 'System prompt',
      description: 'How the chosen model is to behave.',
      schema: { 'x-widget': 'textarea' },
    }),
  },
  outputs: {
    model: port.string({ description: 'The model that was chosen; the one that answered, where one did.' }),
    response: port.string({ description: 'Its answer, where it was asked.' }),
    reason: port.string({ description: 'Why this model.' }),
    label: port.string({ description: 'What the classifier found the prompt to be about.' }),
    candidates: port.array({
      description:
        'All that were looked at, best first: `model`, `cost`, `latency_ms`, `quality`, `refused`.',
    }),
    usage: port.object({ description: 'Tokens, of the classifier too.' }),
    cost: port.any({ description: 'US dollars, of the classifier too; null where a price is not known.' }),
    fallbacks: port.array({ description: 'Models that were asked before and did not answer.' }),
  },
  config: Config,
  docs: `Chooses a model for each prompt, asks it, and says why.

**When to use it.** To send the easy to a cheap or local model and the hard to a strong one, to stay within a price or a
time, or to keep working when a provider does not.

**Choose by**
- \`balanced\`, \`cheapest\`, \`fastest\`, \`longest_context\`, \`best\`: by the figures of the **models**. Prices are those of
  the Models page, times are measured while the server runs, context lengths come from the providers, and quality is what
  you say it is, from 0 to 1. A model whose context is too short for the prompt is left out, and so is what passes the limits.
- \`rules\`: the first rule that holds, such as \`{"when": "tokens > 2000", "model": "openai/gpt-5.4"}\`, with \`prompt\`,
  \`system\` and \`tokens\` (estimated, four characters each).
- \`classifier\`: a model reads the prompt and picks one of the **labels**, each with its model.

Where nothing fits, **Otherwise** is taken; without it that is an error that lists why each was refused. With **Ask the
chosen model** off, only **model** and **reason** are given, for the model port of another node.`,
  examples: [
    {
      title: 'Long prompts to another model',
      config: {
        strategy: 'rules',
        rules: [{ when: 'tokens > 2000', model: 'openai/gpt-5.4' }],
        default_model: 'builtin',
      },
      inputs: { prompt: 'What is the capital of France?\n\nParis is the capital of France.' },
      outputs: {
        model: 'builtin',
        response: 'Paris is the capital of France.',
        reason: 'no rule holds, so the one for otherwise',
        cost: 0,
      },
    },
  ],
  async execute({ config, inputs, context }) {
    const { prompt, system = '' } = inputs
    const criteria = mergeCriteria(config, inputs.criteria ?? {})
    const asked = { prompt, system, max_tokens: config.max_tokens ?? USUAL_ANSWER_TOKENS }
    return metered(context.services.llm, async (chat, spent) => {
      const choice = await routeModel(criteria, asked, context, chat)
      context.log('info', `Chose ${choice.model}: ${choice.reason}`)
      const said = { reason: choice.reason, label: choice.label, candidates: choice.candidates }
      if (!config.answer) return { ...said, model: choice.model, ...usageAndCost(spent()) }
      const answer = await chat({
        ...pickSettings(config),
        model: choice.model,
        fallback_models: config.use_fallback ? choice.others.slice(0, 3) : undefined,
        messages: [
          ...(system ? [{ role: 'system' as const, content: system }] : []),
          { role: 'user' as const, content: prompt },
        ],
        signal: context.signal,
        onText: (text) => context.emit(text, 'response'),
        onNotice: (message, data) => context.log('warn', message, data),
      })
      const failed = answer.fallbacks ?? []
      return {
        ...said,
        // The name it was chosen by, with its provider; after a fallback, whoever answered.
        model: failed.length === 0 ? choice.model : (choice.others[failed.length - 1] ?? answer.model),
        response: answer.text,
        ...usageAndCost(spent()),
        fallbacks: failed.map((each) => ({ ...each })),
      }
    })
  },
})
