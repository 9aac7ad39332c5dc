import {
  type AnyNode,
  type Expression as ExpressionNode,
  parseExpressionAt,
  tokenizer,
  tokTypes,
} from 'acorn'
import { declaredIn, patternNames } from './declared_names.ts'
import { isAstNode, unwrap } from './expression_ast.ts'
import { STANDARD_GLOBALS } from './standard_globals.ts'

/** Something that an expression reads from the scope it is evaluated in. */
export interface Reference {
  root: string
  /** The statically known path after the root; it stops at the first computed step or call. */
  path: readonly (string | number)[]
  /** Offsets into `Expression.source`. */
  start: number
  end: number
  /** Something stands in when the value is missing: left side of `??` or `||`, or an optional chain. */
  has_default: boolean
}

/** An expression that has been read: what it is made of, without evaluating it. */
export interface Expression {
  source: string
  /**
   * Set when the expression is nothing but a property path, root included: `['nodes', 'a', 'output', 'x']`. `a?.b`
   * counts, for a walk over something missing gives nothing rather than failing.
   */
  path?: readonly (string | number)[]
  /** In the order of the text. */
  references: readonly Reference[]
  /** Free identifiers, standard globals such as `Math` included; each once. */
  roots: readonly string[]
}

export type ExpressionResult =
  | { ok: true; expression: Expression }
  /** `at` is an offset into the source. */
  | { ok: false; message: string; at: number }

/** Longer expressions are refused, so that reading one stays quick. Characters. */
export const MAX_EXPRESSION_LENGTH = 32_768

/**
 * Reads one JavaScript expression. Refuses what could reach or change anything outside of it: `import()`, `await`,
 * `yield`, `new.target`, `import.meta`, and assignments to names that the expression did not declare itself.
 *
 * @example parseExpression('nodes.fetch.response.items ?? []')
 */
export function parseExpression(source: string): ExpressionResult {
  if (source.trim() === '') return { ok: false, message: 'The expression is empty.', at: 0 }
  if (source.length > MAX_EXPRESSION_LENGTH) {
    const message = `The expression is longer than ${MAX_EXPRESSION_LENGTH} characters. Use a code node for it.`
    return { ok: false, message, at: MAX_EXPRESSION_LENGTH }
  }
  try {
    const { node, end } = parseAt(source)
    requireEnd(source, end)
    return { ok: true, expression: describe(source, node) }
  } catch (error) {
    return failure(source, error)
  }
}

/** Reads the longest expression at the start of a text. Throws what acorn throws. */
export function parseAt(text: string): { node: ExpressionNode; end: number } {
  // Parentheses are kept so that `end` lies behind the closing one.
  const node = parseExpressionAt(text, 0, { ecmaVersion: 'latest', preserveParens: true })
  return { node, end: node.end }
}

class Refusal extends Error {
  readonly at: number
  constructor(message: string, at: number) {
    super(message)
    this.at = at
  }
}

function requireEnd(source: string, end: number): void {
  const rest = tokenizer(source.slice(end), { ecmaVersion: 'latest' }).getToken()
  if (rest.type !== tokTypes.eof) {
    const at = end + rest.start
    throw new Refusal(`The expression should end here, before "${excerpt(source, at)}".`, at)
  }
}

function failure(source: string, error: unknown): ExpressionResult {
  if (error instanceof Refusal) return { ok: false, message: error.message, at: error.at }
  if (error instanceof RangeError) {
    return { ok: false, message: 'The expression is nested too deeply. Split it over several nodes.', at: 0 }
  }
  if (!(error instanceof SyntaxError)) throw error
  const at = Math.min('pos' in error && typeof error.pos === 'number' ? error.pos : 0, source.length)
  if (at === source.length) return { ok: false, message: 'The expression ends too early.', at }
  const reason = error.message.replace(/ \(\d+:\d+\)$/, '')
  return { ok: false, message: `${reason} at "${excerpt(source, at)}".`, at }
}

const excerpt = (source: string, at: number): string => source.slice(at, at + 16)

function describe(source: string, node: ExpressionNode): Expression {
  const found: Found = { references: [], roots: new Set() }
  visit(node, { locals: new Set(), defaulted: false }, found)
  const chain = staticChain(node)
  const isPath = chain?.complete === true && !(STANDARD_GLOBALS.has(chain.root) && chain.root !== 'undefined')
  return {
    source,
    ...(isPath && { path: [chain.root, ...chain.path] }),
    references: found.references.toSorted((a, b) => a.start - b.start),
    roots: [...found.roots],
  }
}

interface Found {
  references: Reference[]
  roots: Set<string>
}

interface Surroundings {
  locals: ReadonlySet<string>
  /** The value of this node is replaced when it is missing. */
  defaulted: boolean
}

function visit(node: AnyNode, around: Surroundings, found: Found): void {
  refuseUnsafe(node, around.locals)
  const inner = { ...around, defaulted: false }
  switch (node.type) {
    case 'Identifier':
    case 'MemberExpression':
      visitChain(node, around, found)
      return
    case 'ParenthesizedExpression':
    case 'ChainExpression':
      visit(node.expression, around, found)
      return
    case 'LogicalExpression': {
      const replaces = node.operator !== '&&'
      visit(node.left, { ...around, defaulted: replaces || around.defaulted }, found)
      visit(node.right, around, found)
      return
    }
    case 'Property':
    case 'MethodDefinition':
    case 'PropertyDefinition':
      if (node.computed) visit(node.key as AnyNode, inner, found)
      if (node.value) visit(node.value, inner, found)
      return
    case 'LabeledStatement':
      visit(node.body, inner, found)
      return
    case 'BreakStatement':
    case 'ContinueStatement':
    case 'PrivateIdentifier':
      return
    default:
      for (const child of children(node))
        visit(child, { ...inner, locals: localsWithin(node, around) }, found)
  }
}

function localsWithin(node: AnyNode, around: Surroundings): ReadonlySet<string> {
  const declared = declaredIn(node)
  return declared.length === 0 ? around.locals : new Set([...around.locals, ...declared])
}

function visitChain(node: AnyNode, around: Surroundings, found: Found): void {
  const chain = staticChain(node)
  // Only the steps that are not part of a plain chain can hold further expressions.
  for (let step = unwrap(node); step.type === 'MemberExpression'; step = unwrap(step.object as AnyNode)) {
    if (step.computed) visit(step.property as AnyNode, { ...around, defaulted: false }, found)
    const base = unwrap(step.object as AnyNode)
    if (base.type !== 'MemberExpression' && base.type !== 'Identifier') {
      visit(base, { ...around, defaulted: false }, found)
    }
  }
  if (!chain || around.locals.has(chain.root)) return
  found.roots.add(chain.root)
  if (STANDARD_GLOBALS.has(chain.root)) return
  const { root, path, start, end, optional } = chain
  found.references.push({ root, path, start, end, has_default: around.defaulted || optional })
}

interface StaticChain {
  root: string
  path: (string | number)[]
  start: number
  end: number
  optional: boolean
  /** Every step is known without evaluating anything. */
  complete: boolean
}

/** `nodes['a'].x[0]` as root and path; undefined when the chain does not start at a name. */
function staticChain(outermost: AnyNode): StaticChain | undefined {
  const steps: { key: string | number | undefined; end: number; optional: boolean }[] = []
  let node = unwrap(outermost)
  while (node.type === 'MemberExpression') {
    steps.push({ key: staticKey(node), end: node.end, optional: node.optional === true })
    node = unwrap(node.object as AnyNode)
  }
  if (node.type !== 'Identifier') return undefined
  steps.reverse()
  const unknown = steps.findIndex((step) => step.key === undefined)
  const known = unknown === -1 ? steps : steps.slice(0, unknown)
  return {
    root: node.name,
    path: known.flatMap((step) => (step.key === undefined ? [] : [step.key])),
    start: node.start,
    end: known.at(-1)?.end ?? node.end,
    optional: steps.some((step) => step.optional),
    complete: unknown === -1,
  }
}

function staticKey(member: AnyNode & { type: 'MemberExpression' }): string | number | undefined {
  const property = member.property as AnyNode
  if (!member.computed) return property.type === 'Identifier' ? property.name : undefined
  if (property.type !== 'Literal') return undefined
  const { value } = property
  if (typeof value === 'string') return value
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined
}

function refuseUnsafe(node: AnyNode, locals: ReadonlySet<string>): void {
  switch (node.type) {
    case 'ImportExpression':
      throw new Refusal('An expression cannot import anything.', node.start)
    case 'AwaitExpression':
      throw new Refusal('An expression cannot wait: remove `await`.', node.start)
    case 'YieldExpression':
      throw new Refusal('`yield` has no meaning in an expression.', node.start)
    case 'MetaProperty':
      throw new Refusal(
        `\`${node.meta.name}.${node.property.name}\` is not available in an expression.`,
        node.start,
      )
    case 'AssignmentExpression':
      requireLocal(node.left as AnyNode, locals)
      return
    case 'UpdateExpression':
      requireLocal(node.argument, locals)
      return
    case 'UnaryExpression':
      if (node.operator === 'delete') requireLocal(node.argument, locals)
      return
    case 'ForInStatement':
    case 'ForOfStatement':
      if (node.left.type !== 'VariableDeclaration') requireLocal(node.left as AnyNode, locals)
      return
    default:
  }
}

function requireLocal(target: AnyNode, locals: ReadonlySet<string>): void {
  for (const root of assignedRoots(target)) {
    if (root.type !== 'Identifier' || !locals.has(root.name)) {
      throw new Refusal(
        'An expression only reads: it cannot assign to anything outside itself.',
        target.start,
      )
    }
  }
}

/** The names (or other bases) that an assignment target changes. */
function assignedRoots(target: AnyNode): AnyNode[] {
  let node = unwrap(target)
  while (node.type === 'MemberExpression') node = unwrap(node.object as AnyNode)
  const names = patternNames(node)
  return names.length > 0 ? names : isPattern(node) ? [] : [node]
}

const isPattern = (node: AnyNode): boolean => node.type === 'ObjectPattern' || node.type === 'ArrayPattern'

function children(node: AnyNode): AnyNode[] {
  return Object.values(node).flatMap((value: unknown) =>
    Array.isArray(value) ? value.filter(isAstNode) : isAstNode(value) ? [value] : [],
  )
}
