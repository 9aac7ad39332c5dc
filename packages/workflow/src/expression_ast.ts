import type { AnyNode } from 'acorn'

/** Whether a property of a syntax node is a syntax node itself. */
export function isAstNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}

/** The node inside parentheses and optional-chain wrappers, which do not change what it reads. */
export function unwrap(node: AnyNode): AnyNode {
  let inner = node
  while (inner.type === 'ParenthesizedExpression' || inner.type === 'ChainExpression')
    inner = inner.expression
  return inner
}
