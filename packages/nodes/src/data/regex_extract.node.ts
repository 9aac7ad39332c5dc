import { defineNode, NodeError, port } from '@llamanexus/node-sdk'
import type { JsonValue } from '@llamanexus/workflow'
import { Type } from 'typebox'
import { findMatches, isQuick, type Match, type MatchOptions } from './find_matches.ts'

const MAX_MATCHES = 100_000
const TIMEOUT_MS = 2_000

const Config = Type.Object({
  flags: Type.String({
    title: 'Flags',
    description: 'i: ignore case, m: ^ and $ at each line, s: a dot takes line ends too, u or v: Unicode.',
    default: '',
    pattern: '^[gimsuv]*$',
    examples: ['i', 'im'],
  }),
  group: Type.Optional(
    Type.Union([Type.Integer({ minimum: 0 }), Type.String()], {
      title: 'Group',
      description: 'Gives the text of this group alone, by number or name. 0 is the whole match.',
      examples: [1, 'year'],
    }),
  ),
})

export default defineNode({
  type: 'regex_extract',
  version: 1,
  category: 'data',
  name: 'Extract by Pattern',
  icon: 'regex',
  description: 'Extract with regex',
  keywords: ['regular expression', 'match'],
  summary: '/{pattern}/{flags}',
  effect: 'pure',
  uses: ['sandbox'],
  inputs: {
    text: port.string({
      required: true,
      description: 'The text that is searched.',
      schema: { 'x-widget': 'textarea' },
    }),
    pattern: port.string({
      required: true,
      description: 'A JavaScript regular expression, without slashes.',
      schema: { minLength: 1, 'x-expression': 'none', examples: ['(\\d{4})-(\\d{2})'] },
    }),
  },
  outputs: { matches: port.array({ description: 'All matches, in order.' }) },
  config: Config,
  docs: `Finds all places in a text that fit a regular expression.

**When to use it.** For dates, numbers, addresses, ids: anything with a fixed form.

Each match is \`{"match", "index", "groups", "named"}\`. With **Group** set, the matches are plain texts: the whole match
for 0, or what that group took.

\`(?<year>\\d{4})-\\d{2}\` with the group \`year\` over \`2024-05 and 2025-06\` gives \`["2024", "2025"]\`.

A pattern that takes too long (some do, on some texts) is ended after 2 seconds with an error; it never holds up
anything else. At most 100,000 matches are given.`,
  examples: [
    {
      title: 'With groups',
      config: {},
      inputs: { text: 'due 2024-05', pattern: '(\\d{4})-(\\d{2})' },
      outputs: { matches: [{ match: '2024-05', index: 4, groups: ['2024', '05'], named: {} }] },
    },
    {
      title: 'One group as text',
      config: { group: 'year' },
      inputs: { text: '2024-05 and 2025-06', pattern: '(?<year>\\d{4})-\\d{2}' },
      outputs: { matches: ['2024', '2025'] },
    },
  ],
  async execute({ config, inputs, context }) {
    const { text, pattern } = inputs
    const options = { text, pattern, flags: checkedFlags(pattern, config.flags), limit: MAX_MATCHES }
    const matches = isQuick(pattern, text) ? findMatches(options) : await findInSandbox(options)
    return { matches: config.group === undefined ? matches.map(asJson) : matches.map(pick(config.group)) }

    async function findInSandbox(globals: MatchOptions): Promise<Match[]> {
      const { result } = await context.services.sandbox
        .run({
          language: 'javascript',
          code: `return (${findMatches})({ text, pattern, flags, limit })`,
          globals: { ...globals },
          timeout_ms: TIMEOUT_MS,
          signal: context.signal,
        })
        .catch((error: unknown) => {
          throw context.signal.aborted ? error : tooSlow(error)
        })
      // The code above is our own; it returns what the function returns.
      return result as JsonValue[] as unknown as Match[]
    }
  },
})

/** The code is our own and the pattern is known to be valid, so that only its limits can end it. */
const tooSlow = (cause: unknown): NodeError =>
  new NodeError('timeout', `"pattern" takes longer than ${TIMEOUT_MS / 1000} s on this text`, {
    field: 'pattern',
    hint: 'Take repetition inside repetition, such as (a+)+, out of the pattern.',
    retryable: false,
    cause,
  })

const asJson = (match: Match): JsonValue => ({ ...match })

function pick(group: number | string): (match: Match) => JsonValue {
  return ({ match, groups, named }) => {
    const value = typeof group === 'number' ? [match, ...groups][group] : named[group]
    if (value !== undefined) return value
    throw new NodeError('config_invalid', `The pattern has no group ${JSON.stringify(group)}`, {
      field: 'group',
      retryable: false,
    })
  }
}

/** The flags without `g`, which is always on. */
function checkedFlags(pattern: string, flags: string): string {
  const own = flags.replaceAll('g', '')
  try {
    RegExp(pattern, own)
    return own
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new NodeError('input_invalid', `"pattern" is not a regular expression: ${reason}`, {
      field: 'pattern',
      retryable: false,
      cause,
    })
  }
}
