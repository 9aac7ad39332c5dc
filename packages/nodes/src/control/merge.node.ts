import { defineNode, NodeError, port, type Source } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import { Type } from 'typebox'

const Config = Type.Object({
  mode: Type.Enum(['append', 'combine', 'coalesce', 'zip', 'race'], {
    title: 'Mode',
    description: 'How the values of several connections become one.',
    default: 'append',
  }),
})

type Mode = 'append' | 'combine' | 'coalesce' | 'zip' | 'race'

export default defineNode({
  type: 'merge',
  version: 1,
  category: 'control',
  name: 'Merge',
  icon: 'merge',
  description: 'Merge parallel branches',
  keywords: ['join', 'combine', 'gather', 'race'],
  summary: '{mode}',
  effect: 'pure',
  race: { when: { from: '/config/mode', equals: 'race' } },
  inputs: {
    inputs: port.array({
      required: true,
      many: true,
      description: 'The branches, in the order of their connections.',
    }),
  },
  outputs: {
    output: port.array({
      description: 'The values as one.',
      type_when: [
        { when: { from: '/config/mode', equals: 'combine' }, type: 'object' },
        { when: { from: '/config/mode', equals: 'coalesce' }, type: 'any' },
        { when: { from: '/config/mode', equals: 'race' }, type: 'any' },
      ],
    }),
  },
  config: Config,
  docs: `Brings branches together again.

**When to use it.** After a condition, a switch, or branches that ran side by side.

| mode | gives |
|---|---|
| \`append\` | the values that came, as a list, in the order of the connections |
| \`combine\` | an object by source node (\`node.port\` where one node gives two) |
| \`coalesce\` | the first value that came, in the order of the connections |
| \`zip\` | of lists, a list of rows: the first items, the second items, …; null where a list is shorter |
| \`race\` | the value that came first in time; work on the others is cancelled |

Branches that were not taken are left out. When none was, the merge is skipped too.`,
  examples: [
    { title: 'A list', config: {}, inputs: { inputs: [1, 2] }, outputs: { output: [1, 2] } },
    {
      title: 'Rows',
      config: { mode: 'zip' },
      inputs: {
        inputs: [
          ['a', 'b'],
          [1, 2],
        ],
      },
      outputs: {
        output: [
          ['a', 1],
          ['b', 2],
        ],
      },
    },
    {
      title: 'The first',
      config: { mode: 'coalesce' },
      inputs: { inputs: ['a', 'b'] },
      outputs: { output: 'a' },
    },
  ],
  execute({ config, inputs, context }) {
    const output = mergeValues(config.mode, inputs.inputs, context.sources['inputs'] ?? [])
    // The port is a list in the mode it has by default; `type_when` says what it is in the others.
    return { output: output as JsonValue[] }
  },
})

function mergeValues(mode: Mode, values: JsonValue[], sources: readonly Source[]): JsonValue {
  switch (mode) {
    case 'append':
      return values
    case 'combine':
      return combine(values, sources)
    case 'coalesce':
    case 'race':
      return values[0] ?? null
    case 'zip':
      return zip(values)
  }
}

function combine(values: JsonValue[], sources: readonly Source[]): JsonObject {
  const ports = Map.groupBy(sources, ({ node }) => node)
  return Object.fromEntries(
    values.map((value, index) => {
      const source = sources[index]
      if (!source) return [String(index), value]
      const shared = (ports.get(source.node)?.length ?? 0) > 1
      return [shared ? `${source.node}.${source.port}` : source.node, value]
    }),
  )
}

function zip(values: JsonValue[]): JsonValue[] {
  const lists = values.map((value, index) => {
    if (Array.isArray(value)) return value
    throw new NodeError('input_invalid', `Value ${index} of "inputs" needs to be a list to be zipped`, {
      field: 'inputs',
      retryable: false,
    })
  })
  const longest = Math.max(0, ...lists.map((list) => list.length))
  return Array.from({ length: longest }, (_, row) => lists.map((list) => list[row] ?? null))
}
