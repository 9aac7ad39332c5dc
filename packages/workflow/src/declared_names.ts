import type { AnyNode, Identifier } from 'acorn'
import { isAstNode, unwrap } from './expression_ast.ts'

/**
 * The names that a syntax node brings into scope for what is inside it: parameters, and everything declared in a
 * function's body. Block scopes count as function scopes, which is exact enough to tell local names from outer ones.
 */
export function declaredIn(node: AnyNode): string[] {
  switch (node.type) {
    case 'ArrowFunctionExpression':
      return [...names(node.params), ...bodyNames(node.body)]
    case 'FunctionExpression':
    case 'FunctionDeclaration':
      return ['arguments', ...(node.id ? [node.id.name] : []), ...names(node.params), ...bodyNames(node.body)]
    case 'ClassExpression':
      return node.id ? [node.id.name] : []
    default:
      return []
  }
}

/** The identifiers that a pattern binds or assigns: `{a, b: [c = 1, ...d]}` gives a, c and d. Members give their base. */
export function patternNames(pattern: AnyNode): Identifier[] {
  const node = unwrap(pattern)
  switch (node.type) {
    case 'Identifier':
      return [node]
    case 'MemberExpression':
      return patternNames(node.object as AnyNode)
    case 'ObjectPattern':
      return node.properties.flatMap((property) => patternNames(property as AnyNode))
    case 'Property':
      return patternNames(node.value)
    case 'ArrayPattern':
      return node.elements.flatMap((element) => (element ? patternNames(element) : []))
    case 'AssignmentPattern':
      return patternNames(node.left)
    case 'RestElement':
      return patternNames(node.argument)
    default:
      return []
  }
}

const names = (patterns: readonly AnyNode[]): string[] =>
  patterns.flatMap((pattern) => patternNames(pattern).map((identifier) => identifier.name))

function bodyNames(node: AnyNode): string[] {
  const found: string[] = []
  if (node.type === 'VariableDeclarator') found.push(...names([node.id]))
  if (node.type === 'CatchClause' && node.param) found.push(...names([node.param]))
  if ((node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration') && node.id) {
    found.push(node.id.name)
  }
  if (isFunction(node)) return found
  for (const value of Object.values(node) as unknown[]) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isAstNode(child)) found.push(...bodyNames(child))
    }
  }
  return found
}

const isFunction = (node: AnyNode): boolean =>
  node.type === 'FunctionDeclaration' ||
  node.type === 'FunctionExpression' ||
  node.type === 'ArrowFunctionExpression'
