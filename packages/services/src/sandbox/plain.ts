import { type JsonObject, type JsonValue, parseAt } from '@llamanexus/workflow'

/** Gives the value of an expression for a scope, on this thread. Throws `NOT_PLAIN` where only the sandbox can tell. */
export type Plain = (scope: JsonObject) => JsonValue

/** What the values at hand would do is not plain: a conversion of an object, a method, an error. */
export const NOT_PLAIN = new Error('This is evaluated in the sandbox')

/** Enough for a long condition, and little enough for many items. */
const MAX_PARTS = 100

type Value = JsonValue | undefined
/** `SKIPPED` is what the rest of a chain gives behind a `?.` with nothing before it. */
type Walk = (scope: JsonObject) => Value | typeof SKIPPED
type Read = (scope: JsonObject) => Value
type Syntax = ReturnType<typeof parseAt>['node']
type Member = Extract<Syntax, { type: 'MemberExpression' }>

const SKIPPED = Symbol('skipped')

/**
 * Reads an expression that does nothing but compare and calculate with properties and literals, for which no sandbox is
 * needed: it calls nothing, and walks over own properties only. Undefined for every other one. Whatever it gives, the
 * sandbox would give too.
 */
export function plainOf(source: string): Plain | undefined {
  const parts = { left: MAX_PARTS }
  const read = reader(parseAt(source).node, parts)
  return read && ((scope) => asJson(read(scope)))
}

function reader(node: Syntax, parts: { left: number }): Read | undefined {
  parts.left -= 1
  if (parts.left < 0) return undefined
  switch (node.type) {
    case 'ParenthesizedExpression':
      return reader(node.expression, parts)
    case 'ChainExpression':
    case 'MemberExpression': {
      const walk = walker(node.type === 'ChainExpression' ? node.expression : node, parts)
      return walk && ((scope) => settled(walk(scope)))
    }
    case 'Identifier':
      return identifier(node.name)
    case 'Literal':
      return literal(node.value)
    case 'TemplateLiteral':
      return template(node, parts)
    case 'UnaryExpression': {
      const operand = reader(node.argument, parts)
      return operand && unary(node.operator, operand)
    }
    case 'BinaryExpression': {
      if (node.left.type === 'PrivateIdentifier') return undefined
      const [left, right] = [reader(node.left, parts), reader(node.right, parts)]
      return left && right && binary(node.operator, left, right)
    }
    case 'LogicalExpression': {
      const [left, right] = [reader(node.left, parts), reader(node.right, parts)]
      return left && right && logical(node.operator, left, right)
    }
    case 'ConditionalExpression': {
      const [test, yes, no] = [node.test, node.consequent, node.alternate].map((each) => reader(each, parts))
      return test && yes && no && ((scope) => (test(scope) ? yes(scope) : no(scope)))
    }
    default:
      return undefined
  }
}

const settled = (value: Value | typeof SKIPPED): Value => (value === SKIPPED ? undefined : value)

/** A name that the scope does not have is a global of the sandbox, or an error. */
function identifier(name: string): Read {
  if (name === 'undefined') return () => undefined
  return (scope) => (Object.hasOwn(scope, name) ? scope[name] : notPlain())
}

function literal(value: unknown): Read | undefined {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean' && value !== null)
    return undefined
  return () => value
}

function walker(node: Syntax, parts: { left: number }): Walk | undefined {
  if (node.type !== 'MemberExpression') return reader(node, parts)
  const key = keyOf(node)
  if (key === undefined || node.object.type === 'Super') return undefined
  const base = walker(node.object, parts)
  const { optional } = node
  return (
    base &&
    ((scope) => {
      const value = base(scope)
      if (value === SKIPPED) return SKIPPED
      if (value === null || value === undefined) return optional ? SKIPPED : notPlain()
      return property(value, key)
    })
  )
}

/** Undefined where it is computed, or is something that every object has. */
function keyOf({ computed, property: key }: Member): string | number | undefined {
  const name = computed ? key.type === 'Literal' && key.value : key.type === 'Identifier' && key.name
  if (typeof name !== 'string' && typeof name !== 'number') return undefined
  return name in Object.prototype ? undefined : name
}

function property(value: NonNullable<JsonValue>, key: string | number): Value {
  if (typeof value === 'string' || Array.isArray(value)) {
    if (key === 'length') return value.length
    return typeof key === 'number' && Number.isInteger(key) && key >= 0 ? value[key] : notPlain()
  }
  if (typeof value !== 'object') return notPlain()
  return Object.hasOwn(value, key) ? value[key] : undefined
}

function template(node: Extract<Syntax, { type: 'TemplateLiteral' }>, parts: { left: number }) {
  const texts = node.quasis.map(({ value }) => value.cooked ?? '')
  const values = node.expressions.map((each) => reader(each, parts))
  if (!values.every((each) => each !== undefined)) return undefined
  return (scope: JsonObject) =>
    texts.reduce((text, next, at) => text + asText(values[at - 1]?.(scope)) + next)
}

function unary(operator: string, operand: Read): Read | undefined {
  switch (operator) {
    case '!':
      return (scope) => !operand(scope)
    case '-':
      return (scope) => -Number(primitive(operand(scope)))
    case '+':
      return (scope) => Number(primitive(operand(scope)))
    default:
      return undefined
  }
}

function logical(operator: '||' | '&&' | '??', left: Read, right: Read): Read {
  switch (operator) {
    case '||':
      return (scope) => left(scope) || right(scope)
    case '&&':
      return (scope) => left(scope) && right(scope)
    case '??':
      return (scope) => left(scope) ?? right(scope)
  }
}

type Operation = (a: Value, b: Value) => Value

function binary(operator: string, left: Read, right: Read): Read | undefined {
  const perform = OPERATIONS.get(operator)
  return perform && ((scope) => perform(left(scope), right(scope)))
}

const calculation =
  (perform: (a: number, b: number) => Value): Operation =>
  (a, b) =>
    perform(Number(primitive(a)), Number(primitive(b)))

const comparison =
  (numbers: (a: number, b: number) => boolean, texts: (a: string, b: string) => boolean): Operation =>
  (a, b) =>
    typeof a === 'string' && typeof b === 'string'
      ? texts(a, b)
      : numbers(Number(primitive(a)), Number(primitive(b)))

const OPERATIONS: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['+', plus],
  ['-', calculation((a, b) => a - b)],
  ['*', calculation((a, b) => a * b)],
  ['/', calculation((a, b) => a / b)],
  ['%', calculation((a, b) => a % b)],
  [
    '<',
    comparison(
      (a, b) => a < b,
      (a, b) => a < b,
    ),
  ],
  [
    '<=',
    comparison(
      (a, b) => a <= b,
      (a, b) => a <= b,
    ),
  ],
  [
    '>',
    comparison(
      (a, b) => a > b,
      (a, b) => a > b,
    ),
  ],
  [
    '>=',
    comparison(
      (a, b) => a >= b,
      (a, b) => a >= b,
    ),
  ],
  ['===', same],
  ['!==', (a, b) => !same(a, b)],
  ['==', alike],
  ['!=', (a, b) => !alike(a, b)],
])

function plus(a: Value, b: Value): Value {
  if (typeof a === 'string' || typeof b === 'string') return asText(a) + asText(b)
  return Number(primitive(a)) + Number(primitive(b))
}

/** Whether two objects are one and the same is not seen here: the sandbox has copies. */
function same(a: Value, b: Value): boolean {
  if (isObject(a) && isObject(b)) notPlain()
  return a === b
}

function alike(a: Value, b: Value): boolean {
  if (a === null || a === undefined || b === null || b === undefined) return (a ?? null) === (b ?? null)
  // biome-ignore lint/suspicious/noDoubleEquals: this is what was written.
  return primitive(a) == primitive(b)
}

/** How a fraction is written is up to each engine. */
function asText(value: Value): string {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) notPlain()
  return String(primitive(value))
}

function primitive(value: Value): Exclude<Value, object> | null {
  return isObject(value) ? notPlain() : value
}

const isObject = (value: Value): value is JsonObject | JsonValue[] =>
  typeof value === 'object' && value !== null

function notPlain(): never {
  throw NOT_PLAIN
}

/** As JSON has it: what is missing or no finite number is null, and there is one zero. */
function asJson(value: Value): JsonValue {
  if (typeof value !== 'number') return value ?? null
  return Number.isFinite(value) ? value + 0 : null
}
