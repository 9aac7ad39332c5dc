import { defineNode, NodeError, port } from '@llamanexus/node-sdk'
import { Type } from 'typebox'
import { argumentFaults } from '../agent/argument_faults.ts'
import { MODEL_CREDENTIALS, reliabilityFields, serverFields } from '../llm/chat_fields.ts'
import { metered, usageAndCost } from '../llm/metered.ts'
import { readTools } from './read_tools.ts'
import { routeByModel } from './route_by_model.ts'
import { routeLexically } from './route_lexically.ts'

const Config = Type.Object({
  method: Type.Union([Type.Literal('model'), Type.Literal('words')], {
    title: 'Chosen by',
    description: 'A model, or the words that the query shares with the tools.',
    default: 'model',
  }),
  model: Type.Optional(
    Type.String({
      title: 'Model',
      description: 'The default model when empty.',
      'x-widget': 'model',
      examples: ['builtin'],
    }),
  ),
  min_score: Type.Number({
    title: 'Least score',
    description: 'By words: below it, nothing fits.',
    default: 0.1,
    minimum: 0,
    maximum: 1,
  }),
  ...reliabilityFields,
  ...serverFields,
})

export default defineNode({
  type: 'tool_router',
  version: 1,
  category: 'tools',
  name: 'Tool Router',
  icon: 'route',
  description: 'Route to appropriate tool',
  keywords: ['function calling'],
  summary: '{query}',
  // Asking twice costs twice, but changes nothing.
  effect: 'idempotent',
  uses: ['llm', 'functions'],
  credentials: MODEL_CREDENTIALS,
  inputs: {
    query: port.string({
      required: true,
      description: 'What is wanted, in words.',
      schema: { 'x-widget': 'textarea', examples: ['What is the weather in Bern?'] },
    }),
    tools: port.array({
      required: true,
      description: 'Objects with name, description and parameters, or names of functions of the workspace.',
      schema: { 'x-widget': 'json', 'x-references': 'function', examples: [['slug']] },
    }),
  },
  outputs: {
    tool: port.string({ description: 'The name of the tool; `none` where nothing fits.' }),
    args: port.object({ description: 'Its arguments; they fit its schema.' }),
    reason: port.string({ description: 'Why this one.' }),
    score: port.number({ description: 'By words: how well it fits, 0 to 1. By a model: 1, or 0 for none.' }),
    usage: port.object({ description: 'Tokens, where a model chose.' }),
    cost: port.any({ description: 'US dollars of that; null where the price is not known.' }),
  },
  config: Config,
  docs: `Picks the tool that does what is asked, with its arguments, and calls nothing.

**When to use it.** To decide first and act later: wire **tool** into a switch, or **tool** and **args** into a function.
An agent chooses and calls by itself.

Tools are given as \`{"name": "weather", "description": "The weather of a city", "parameters": {…}}\`, in the OpenAI
form, or as names of functions of the workspace. By a **model** any model that can call tools does; by **words** no model is asked: the tool whose
name and description share most with the query wins, and its arguments are read out of the query.

The arguments are checked against the tool's schema. A model gets one chance to mend them; what still does not fit is the
error \`args_invalid\`. Where nothing fits, **tool** is \`none\`.`,
  examples: [
    {
      title: 'By words',
      config: { method: 'words' },
      inputs: {
        query: 'Double the number 21',
        tools: [
          { name: 'weather', description: 'The weather of a city', parameters: { type: 'object' } },
          {
            name: 'double',
            description: 'Doubles a number',
            parameters: { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] },
          },
        ],
      },
      outputs: { tool: 'double', args: { n: 21 } },
    },
  ],
  async execute({ config, inputs, context }) {
    const { method, min_score, ...model } = config
    const tools = await readTools(inputs.tools, () => context.services.functions.list())
    if (tools.length === 0) return { tool: 'none', args: {}, reason: 'There are no tools', score: 0 }
    if (method === 'model')
      return metered(context.services.llm, async (chat, spent) => {
        const { tool, args, reason } = await routeByModel(inputs.query, tools, model, chat, context.signal)
        return { tool: tool?.name ?? 'none', args, reason, score: tool ? 1 : 0, ...usageAndCost(spent()) }
      })
    const routed = routeLexically(inputs.query, tools)
    if (!routed || routed.score < min_score)
      return {
        tool: 'none',
        args: {},
        reason: 'No tool shares enough words with the query',
        score: routed?.score ?? 0,
      }
    const { tool, args, reason, score } = routed
    const faults = argumentFaults(tool.parameters, args)
    if (faults.length === 0) return { tool: tool.name, args, reason, score }
    throw new NodeError(
      'args_invalid',
      `The query does not give "${tool.name}" its arguments: ${faults.join('; ')}`,
      {
        field: 'query',
        retryable: false,
        hint: 'Say them in the query, or let a model choose.',
      },
    )
  },
})
