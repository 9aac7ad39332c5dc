import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import type { BuiltinPrompt } from './builtin_prompt.ts'
import { best, scores } from './lexical.ts'

/** A value that fits the simple parts of a JSON Schema, taken from the text where it has something that fits. */
export function fillSchema(schema: JsonValue | undefined, prompt: BuiltinPrompt, name = ''): JsonValue {
  const shape = isObject(schema) ? schema : {}
  if (shape.const !== undefined) return shape.const
  const query = `${name.replace(/[_-]/g, ' ')} ${typeof shape.description === 'string' ? shape.description : ''}`
  if (Array.isArray(shape.enum)) return choose(shape.enum, prompt)
  const alternatives = shape.anyOf ?? shape.oneOf
  if (Array.isArray(alternatives)) return fillSchema(alternatives[0], prompt, name)
  switch (Array.isArray(shape.type) ? shape.type[0] : shape.type) {
    case 'object':
      return fillObject(shape, prompt)
    case 'array':
      return fillArray(shape, prompt, name)
    case 'number':
    case 'integer':
      return fillNumber(shape, prompt, query)
    case 'boolean':
      return best(query, prompt.sentences, 1).length > 0
    case 'null':
      return null
    default:
      return shape.properties ? fillObject(shape, prompt) : fillText(shape, prompt, query)
  }
}

function fillObject(shape: JsonObject, prompt: BuiltinPrompt): JsonObject {
  const properties = isObject(shape.properties) ? shape.properties : {}
  return Object.fromEntries(
    Object.entries(properties).map(([key, below]) => [key, fillSchema(below, prompt, key)]),
  )
}

function fillArray(shape: JsonObject, prompt: BuiltinPrompt, name: string): JsonValue[] {
  const least = typeof shape.minItems === 'number' ? shape.minItems : 0
  const most = typeof shape.maxItems === 'number' ? shape.maxItems : Number.POSITIVE_INFINITY
  const found = best(`${name} ${prompt.question}`, prompt.sentences, 3).map(
    (index) => prompt.sentences[index] ?? '',
  )
  const sources = found.length > 0 ? found : prompt.sentences.slice(0, 3)
  const items = sources.map((sentence) => fillSchema(shape.items, { ...prompt, sentences: [sentence] }, name))
  while (items.length < least) items.push(fillSchema(shape.items, prompt, name))
  return items.slice(0, most)
}

function fillText(shape: JsonObject, prompt: BuiltinPrompt, query: string): string {
  const [index = 0] = best(`${query} ${prompt.question}`, prompt.sentences, 1)
  const text = prompt.sentences[index] ?? ''
  const least = typeof shape.minLength === 'number' ? shape.minLength : 0
  const most = typeof shape.maxLength === 'number' ? shape.maxLength : text.length + least
  return text.padEnd(least, '.').slice(0, most)
}

/** The number nearest to what is asked for, kept within the bounds of the schema. */
function fillNumber(shape: JsonObject, prompt: BuiltinPrompt, query: string): number {
  const numbered = prompt.sentences.filter((sentence) => /\d/.test(sentence))
  const [index = 0] = best(query, numbered, 1)
  const digits = nearestNumber(numbered[index] ?? '', query)?.replaceAll(',', '')
  const whole = shape.type === 'integer'
  const value = whole ? Math.trunc(Number(digits ?? 0)) : Number(digits ?? 0)
  const low = typeof shape.minimum === 'number' ? shape.minimum : Number.NEGATIVE_INFINITY
  const high = typeof shape.maximum === 'number' ? shape.maximum : Number.POSITIVE_INFINITY
  return Math.min(high, Math.max(low, value))
}

/** Of the numbers of a sentence the one that stands nearest to a word of the query; the first where none of them is in it. */
function nearestNumber(sentence: string, query: string): string | undefined {
  const text = sentence.toLowerCase()
  const stems = (query.toLowerCase().match(/\p{L}{3,}/gu) ?? []).map((word) => word.slice(0, 5))
  const places = stems.flatMap((stem) =>
    [...text.matchAll(new RegExp(`\\b${stem}`, 'gu'))].map(({ index }) => index),
  )
  const distance = (at: number) => Math.min(...places.map((place) => Math.abs(place - at)))
  const numbers = [...text.matchAll(/-?\d[\d,]*(?:\.\d+)?/g)]
  const [nearest] =
    places.length === 0 ? numbers : numbers.toSorted((a, b) => distance(a.index) - distance(b.index))
  return nearest?.[0]
}

/** The option that the text speaks of most; the first where it speaks of none. */
function choose(options: readonly JsonValue[], prompt: BuiltinPrompt): JsonValue {
  const text = `${prompt.question} ${prompt.sentences.join(' ')}`
  const rated = options.map((option) => scores(String(option).replace(/[_-]/g, ' '), [text])[0] ?? 0)
  return options[rated.indexOf(Math.max(...rated))] ?? null
}

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
