import { type ExpressionService, NodeError } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import type { SecretSource } from '../engine_types.ts'
import type { Compiled, CompiledExpression } from '../plan/compile_value.ts'
import type { Resolved } from './task.ts'
import { toText } from './to_text.ts'
import { all, whenReady } from './when_ready.ts'

/** What stands in the place of a secret wherever a value is recorded, shown or read by an expression. */
const MASK = '•••'

/** Fields of one node that hold secrets, with all else in them evaluated. */
export interface HeldFields {
  readonly inputs: Map<string, Compiled>
  config?: Compiled
}

type Evaluate = (expression: CompiledExpression) => ReturnType<ExpressionService['evaluate']>

/** Evaluates all but the secrets, once: they come in afterwards, so that no expression ever sees one. */
export function evaluateAround(compiled: Compiled, evaluate: Evaluate): Compiled | Promise<Compiled> {
  switch (compiled.kind) {
    case 'expression':
      return whenReady(evaluate(compiled.expression), (value) => ({ kind: 'plain', value: value ?? null }))
    case 'mixed':
      return mixedAround(compiled.parts, evaluate)
    case 'array':
      return whenReady(all(compiled.items.map((item) => evaluateAround(item, evaluate))), (items) => ({
        kind: 'array',
        items,
      }))
    case 'object': {
      const items = all(compiled.entries.map(([, item]) => evaluateAround(item, evaluate)))
      return whenReady(items, (values) => ({
        kind: 'object',
        entries: compiled.entries.map(([key], index) => [key, values[index] ?? NULL] as const),
      }))
    }
    case 'error':
      throw new NodeError(compiled.code, compiled.message, { retryable: false })
    default:
      return compiled
  }
}

const NULL: Compiled = { kind: 'plain', value: null }

function mixedAround(
  parts: Extract<Compiled, { kind: 'mixed' }>['parts'],
  evaluate: Evaluate,
): Compiled | Promise<Compiled> {
  const texts = all(
    parts.map((part) => {
      if (typeof part === 'string') return part
      return 'secret' in part ? '' : whenReady(evaluate(part), toText)
    }),
  )
  return whenReady(texts, (known) => ({
    kind: 'mixed',
    parts: parts.map((part, index) =>
      typeof part !== 'string' && 'secret' in part ? part : (known[index] ?? ''),
    ),
  }))
}

/** The value of what `evaluateAround` left, as it is recorded. */
export const masked = (held: Compiled): JsonValue => fill(held, () => MASK)

/** Hands the secrets to the executor, and to nothing else: what is recorded and what expressions read keeps the mask. */
export function reveal(
  names: readonly string[],
  held: HeldFields,
  resolved: Resolved,
  secrets: SecretSource,
): Promise<Resolved> {
  const resolve = (name: string) =>
    secrets.resolve(name).catch((error: unknown) => {
      throw inField(error, fieldWith(name, held))
    })
  return Promise.all(names.map(resolve)).then((values) => {
    const byName = new Map(names.map((name, index) => [name, values[index] ?? '']))
    const secretOf = (name: string) => byName.get(name) ?? ''
    const inputs = Object.fromEntries(
      [...held.inputs].map(([port, compiled]) => [port, fill(compiled, secretOf)]),
    )
    const config = held.config ? (fill(held.config, secretOf) as JsonObject) : resolved.config
    resolved.given = { inputs: { ...resolved.inputs, ...inputs }, config }
    return resolved
  })
}

/** The first field of the node that holds the secret. */
function fieldWith(name: string, { inputs, config }: HeldFields): string | undefined {
  const fields = [...inputs, ...(config?.kind === 'object' ? config.entries : [])]
  return fields.find(([, compiled]) => holds(compiled, name))?.[0]
}

function holds(compiled: Compiled, name: string): boolean {
  switch (compiled.kind) {
    case 'secret':
      return compiled.secret === name
    case 'mixed':
      return compiled.parts.some(
        (part) => typeof part !== 'string' && 'secret' in part && part.secret === name,
      )
    case 'array':
      return compiled.items.some((item) => holds(item, name))
    case 'object':
      return compiled.entries.some(([, item]) => holds(item, name))
    default:
      return false
  }
}

function inField(error: unknown, field: string | undefined): unknown {
  if (!(error instanceof NodeError) || error.field) return error
  const { code, message, hint, retryable, retry_after_ms, details, cause } = error
  return new NodeError(code, message, { field, hint, retryable, retry_after_ms, details, cause })
}

function fill(compiled: Compiled, secretOf: (name: string) => string): JsonValue {
  switch (compiled.kind) {
    case 'plain':
      return compiled.value
    case 'secret':
      return secretOf(compiled.secret)
    case 'mixed':
      return compiled.parts
        .map((part) => (typeof part === 'string' ? part : 'secret' in part ? secretOf(part.secret) : ''))
        .join('')
    case 'array':
      return compiled.items.map((item) => fill(item, secretOf))
    case 'object':
      return Object.fromEntries(compiled.entries.map(([key, item]) => [key, fill(item, secretOf)]))
    default:
      // Evaluated, or thrown, by `evaluateAround`.
      return null
  }
}
