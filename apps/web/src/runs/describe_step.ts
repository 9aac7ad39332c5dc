import type { NodeStep } from '@llamanexus/contract'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import { formatDollars, plural } from '../ui/format.ts'
import { picturesIn } from './pictures_in.ts'

export interface StepDescription {
  title: string
  /** Beside the title, short. */
  note: string
  /** As it reads. */
  text: string
  parts: { label: string; value: JsonValue }[]
  /** Addresses of those that came of it. */
  pictures: string[]
  /** Why it failed; a tool that fails is a step that worked. */
  failed: string | undefined
}

/** A step in words. What it is stands in its `info.kind`; any other is shown by its name and value. */
export const describeStep = ({ name, info, value, error }: NodeStep): StepDescription => {
  const about = objectOf(info)
  const given = objectOf(value)
  const plain = { title: name, note: '', text: '', parts: [], pictures: [], failed: error?.message }
  switch (about['kind']) {
    case 'turn':
      return {
        ...plain,
        title: `Turn ${textOf(about['turn'])}${about['again'] === undefined ? '' : ', asked again'}`,
        note: turnNote(given, about['pictures']),
        failed: error?.message ?? missOf(given),
        text: textOf(given['text']),
      }
    case 'call':
      return {
        ...plain,
        title: textOf(about['tool']),
        note: textOf(about['source']),
        failed: error?.message ?? failureOf(given),
        parts: [
          { label: 'Arguments', value: about['args'] ?? {} },
          ...(given['ok'] === true ? [{ label: 'Result', value: given['value'] ?? null }] : []),
        ],
        pictures: picturesIn([given['value'] ?? null, given['pictures'] ?? null]),
      }
    case 'run':
      return {
        ...plain,
        title: 'Started a workflow',
        parts: [{ label: 'Given', value: about['data'] ?? null }],
      }
    case 'ask':
      return { ...plain, title: 'Asked a person', note: textOf(about['title']) }
    case 'answer':
      return { ...plain, title: answerTitle(given), text: textOf(given['comment']) }
    case 'tools':
      return { ...plain, title: 'Tools', note: Array.isArray(value) ? namesOf(value) : '' }
    case 'recall':
    case 'remember':
      return {
        ...plain,
        title: about['kind'] === 'recall' ? 'Remembered' : 'Kept',
        note: `session ${textOf(about['session'])}`,
      }
    case 'data':
      return {
        ...plain,
        title: 'Answer as data',
        failed: error?.message ?? missOf(given),
        parts: given['kind'] === 'missed' ? [] : [{ label: 'Data', value: given['object'] ?? null }],
      }
    default:
      return { ...plain, parts: value === null ? [] : [{ label: 'Value', value }] }
  }
}

/** Model, what it calls, tokens and cost of a turn, and the pictures that it was shown. */
const turnNote = (
  { model, tool_calls, usage, cost }: JsonObject,
  pictures: JsonValue | undefined,
): string => {
  const calls = Array.isArray(tool_calls) ? tool_calls.length : 0
  const { total_tokens } = objectOf(usage ?? null)
  return [
    textOf(model),
    calls > 0 ? plural(calls, 'tool call') : '',
    typeof pictures === 'number' ? `with ${plural(pictures, 'picture')}` : '',
    typeof total_tokens === 'number' ? plural(total_tokens, 'token') : '',
    typeof cost === 'number' && cost > 0 ? formatDollars(cost) : '',
  ]
    .filter(Boolean)
    .join(' · ')
}

const answerTitle = ({ decision, by }: JsonObject): string => {
  if (typeof decision !== 'string') return 'Nobody answered in time'
  return `${decision === 'approved' ? 'Approved' : 'Rejected'} by ${textOf(by)}`
}

/** A model that did not answer, and is asked again. */
const missOf = ({ kind, error }: JsonObject): string | undefined =>
  kind === 'missed' ? textOf(objectOf(error ?? null)['message']) : undefined

const failureOf = ({ ok, error }: JsonObject): string | undefined =>
  ok === false ? textOf(objectOf(error ?? null)['message']) : undefined

const namesOf = (tools: readonly JsonValue[]): string =>
  tools.map((tool) => textOf(objectOf(tool)['id'])).join(', ')

const textOf = (value: JsonValue | undefined): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''

const objectOf = (value: JsonValue): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
