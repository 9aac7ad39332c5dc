import { type ExpressionService, NodeError, type Source as ValueSource } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import type { SecretSource } from '../engine_types.ts'
import { isLive } from '../interpreter/settle.ts'
import { type Compiled, type CompiledExpression, secretsIn } from '../plan/compile_value.ts'
import { CONTAINER, type InputPlan, type Source } from '../plan/plan_types.ts'
import { type ScopeSource, scopeFor } from './scope.ts'
import { evaluateAround, type HeldFields, masked, reveal } from './secret_values.ts'
import type { Resolved, RunFrame, Task } from './task.ts'
import { toText } from './to_text.ts'
import { all, whenReady } from './when_ready.ts'

export interface ResolveSource extends ScopeSource {
  expressions: ExpressionService
  secrets: SecretSource
}

/**
 * The values a node is started with: live connections, else what is typed, else the default. Expressions see the
 * inputs that are no expressions themselves; `config` sees all of them. `recorded` values are taken from the log, but for
 * secrets, which are never in it: they are handed to the executor apart, in `given`.
 */
export function resolve(
  source: ResolveSource,
  task: Task,
  recorded?: JsonObject,
): Resolved | Promise<Resolved> {
  const { node, frame } = task
  const resolved: Resolved = { inputs: {}, config: {} }
  const dynamic: InputPlan[] = []
  for (const port of node.inputs)
    if (!takeLive(resolved, port, frame)) takeTyped(resolved, port, dynamic, recorded)
  const held: HeldFields = { inputs: new Map() }
  const evaluate = (field: string, compiled: Compiled) =>
    evaluateField(source, frame, resolved.inputs, field, (evaluateOne) =>
      evaluateCompiled(compiled, evaluateOne),
    )
  const evaluateHeld = (field: string, compiled: Compiled, hold: (around: Compiled) => void) => {
    const around = evaluateField(source, frame, resolved.inputs, field, (evaluateOne) =>
      evaluateAround(compiled, evaluateOne),
    )
    return whenReady(around, (value) => {
      hold(value)
      return masked(value)
    })
  }
  const holdsSecret = (compiled: Compiled) => node.secrets.length > 0 && secretsIn(compiled).length > 0
  const inputs = all(
    dynamic.map(({ port, typed }) => {
      const compiled = typed as Compiled
      if (!holdsSecret(compiled)) return evaluate(port, compiled)
      return evaluateHeld(port, compiled, (around) => held.inputs.set(port, around))
    }),
  )
  return whenReady(inputs, (values) => {
    for (const [index, { port }] of dynamic.entries()) record(resolved, port, values[index] ?? null)
    if (node.config.kind === 'plain') {
      resolved.config = node.config.value as JsonObject
      return node.secrets.length > 0 ? reveal(node.secrets, held, resolved, source.secrets) : resolved
    }
    const config = holdsSecret(node.config)
      ? evaluateHeld('config', node.config, (around) => void (held.config = around))
      : evaluate('config', node.config)
    return whenReady(config, (value) => {
      resolved.config = value as JsonObject
      return node.secrets.length > 0 ? reveal(node.secrets, held, resolved, source.secrets) : resolved
    })
  })
}

/** What the connections into a port bring; false where none is live. */
function takeLive(resolved: Resolved, port: InputPlan, frame: RunFrame): boolean {
  if (port.sources.length === 0) return false
  if (port.many) return takeMany(resolved, port, frame)
  const source = port.sources.find((candidate) => isLive(frame, candidate))
  if (!source) return false
  const value = valueOf(frame, source)
  resolved.inputs[port.port] = value
  if (port.bare) distrust(resolved, value)
  return true
}

function takeMany(resolved: Resolved, port: InputPlan, frame: RunFrame): boolean {
  const live = port.sources.filter((source) => isLive(frame, source))
  if (live.length === 0) return false
  resolved.inputs[port.port] = live.map((source) => valueOf(frame, source))
  resolved.sources ??= {}
  resolved.sources[port.port] = live.map((source): ValueSource => ({ node: source.node, port: source.port }))
  return true
}

function takeTyped(resolved: Resolved, port: InputPlan, dynamic: InputPlan[], recorded?: JsonObject): void {
  const { typed, fallback } = port
  if (typed === undefined) {
    if (fallback !== undefined) resolved.inputs[port.port] = fallback
  } else if (typed.kind === 'plain') {
    if (typed.recorded) record(resolved, port.port, typed.value)
    else resolved.inputs[port.port] = typed.value
  } else if (recorded && Object.hasOwn(recorded, port.port) && secretsIn(typed).length === 0)
    record(resolved, port.port, recorded[port.port] ?? null)
  else dynamic.push(port)
}

function record(resolved: Resolved, port: string, value: JsonValue): void {
  resolved.inputs[port] = value
  resolved.recorded ??= {}
  resolved.recorded[port] = value
}

/** Text of a bare expression that is data: an HTTP body must not choose what is evaluated with reach. */
function distrust(resolved: Resolved, value: JsonValue): void {
  const texts = typeof value === 'object' && value !== null ? Object.values(value) : [value]
  const strings = texts.filter((text): text is string => typeof text === 'string')
  resolved.untrusted = new Set([...(resolved.untrusted ?? []), ...strings])
}

export function valueOf(frame: RunFrame, source: Source): JsonValue {
  const outputs = source.slot === CONTAINER ? frame.locals : frame.outputs[source.slot]
  return outputs?.[source.port] ?? null
}

function evaluateField<T>(
  source: ResolveSource,
  frame: RunFrame,
  inputs: JsonObject,
  field: string,
  make: (evaluate: Evaluate) => T | Promise<T>,
): T | Promise<T> {
  try {
    const value = make((expression) =>
      source.expressions.evaluate(expression.source, scopeFor(source, frame, inputs, expression)),
    )
    if (!(value instanceof Promise)) return value
    return value.catch((error: unknown) => {
      throw naming(field, error)
    })
  } catch (error) {
    throw naming(field, error)
  }
}

type Evaluate = (expression: CompiledExpression) => JsonValue | Promise<JsonValue>

function evaluateCompiled(compiled: Compiled, evaluate: Evaluate): JsonValue | Promise<JsonValue> {
  switch (compiled.kind) {
    case 'plain':
      return compiled.value
    case 'expression':
      return whenReady(evaluate(compiled.expression), (value) => value ?? null)
    case 'mixed':
      return whenReady(
        all<JsonValue>(
          compiled.parts.map((part) => (typeof part === 'string' || 'secret' in part ? '' : evaluate(part))),
        ),
        (values) =>
          compiled.parts
            .map((part, index) => (typeof part === 'string' ? part : toText(values[index])))
            .join(''),
      )
    case 'array':
      return all(compiled.items.map((item) => evaluateCompiled(item, evaluate)))
    case 'object':
      return whenReady(all(compiled.entries.map(([, item]) => evaluateCompiled(item, evaluate))), (values) =>
        Object.fromEntries(compiled.entries.map(([key], index) => [key, values[index] ?? null])),
      )
    case 'error':
      throw new NodeError(compiled.code, compiled.message, { retryable: false })
    case 'secret':
      // Fields that hold one are evaluated around it.
      return null
  }
}

/** The same error, saying which field it is about. */
function naming(field: string, error: unknown): unknown {
  if (!(error instanceof NodeError) || error.field !== undefined) return error
  const { code, message, hint, details, retryable } = error
  return new NodeError(code, message, { field, hint, details, retryable, cause: error })
}
