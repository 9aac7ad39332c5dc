import type { ToolDescription } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'

export interface Routed {
  tool: ToolDescription
  args: JsonObject
  /** Share of the tool's words that the query has, 0 to 1. */
  score: number
  reason: string
}

/** The tool whose name and description share most words with the query, the rarer the more; none where no word is shared. */
export function routeLexically(query: string, tools: readonly ToolDescription[]): Routed | undefined {
  const asked = new Set(wordsOf(query))
  const bags = tools.map(
    ({ name, description }) => new Set(wordsOf(`${name.replace(/[_-]+/g, ' ')} ${description}`)),
  )
  const weight = (word: string) => Math.log(1 + tools.length / bags.filter((bag) => bag.has(word)).length)
  const sum = (words: Iterable<string>) => [...words].reduce((total, word) => total + weight(word), 0)
  let best: Routed | undefined
  for (const [index, tool] of tools.entries()) {
    const bag = bags[index] ?? new Set<string>()
    const shared = [...bag].filter((word) => asked.has(word))
    const score = shared.length === 0 ? 0 : sum(shared) / sum(bag)
    if (score === 0 || (best && best.score >= score)) continue
    const reason = `Shares ${shared.map((word) => `“${word}”`).join(', ')} with the query`
    best = { tool, args: argsFrom(query, tool.parameters), score: Math.round(score * 1000) / 1000, reason }
  }
  return best
}

/** What of the parameters can be read out of the query: choices that it names, numbers in their order, else its text. */
function argsFrom(query: string, { properties }: JsonObject): JsonObject {
  if (!isObject(properties)) return {}
  const numbers = (query.match(/-?\d+(?:\.\d+)?/g) ?? []).map(Number)
  const args: JsonObject = {}
  for (const [name, schema] of Object.entries(properties)) {
    const value = isObject(schema) ? valueFrom(query, schema, numbers) : undefined
    if (value !== undefined) args[name] = value
  }
  return args
}

function valueFrom(query: string, schema: JsonObject, numbers: number[]): JsonValue | undefined {
  const { type, enum: choices } = schema
  if (Array.isArray(choices)) {
    const lower = query.toLowerCase()
    return choices.find((choice) => lower.includes(String(choice).toLowerCase()))
  }
  if (type === 'number' || type === 'integer') return numbers.shift()
  return type === 'string' ? query : undefined
}

const wordsOf = (text: string): string[] =>
  (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])
    .filter((word) => word.length > 1 && !COMMON.has(word))
    .map((word) => (word.length > 4 ? word.replace(/(?:ing|ies|ied|ed|es|s)$/, '') : word))

const COMMON = new Set(
  'an and are as at be by can do does for from get give has how in is it me my of on or please that the this to us what when where which who with you your'.split(
    ' ',
  ),
)

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
