import type { Workflow, WorkflowNode } from './document.ts'
import { fieldsOf } from './fields_of.ts'
import type { Catalogue } from './node_type.ts'
import { parseTemplate } from './parse_template.ts'
import { pointerSet } from './pointer.ts'

export interface LeftOut {
  node_id: string
  /** JSON pointer into the document. */
  pointer: string
}

/**
 * The document as it may leave the server: what somebody typed into a field for secrets is empty in it, so that a file
 * or a shared page tells none. References, such as `{{ secrets.name }}` or a credential's id, stay.
 */
export function leaveOutSecrets<W extends Pick<Workflow, 'nodes'>>(
  workflow: W,
  catalogue: Catalogue,
): { workflow: W; left_out: LeftOut[] } {
  const left_out: LeftOut[] = []
  const nodes = workflow.nodes.map((node, index) => {
    const pointers = typedSecrets(node, catalogue)
    for (const pointer of pointers) left_out.push({ node_id: node.id, pointer: `/nodes/${index}${pointer}` })
    return pointers.reduce((left, pointer) => pointerSet(left, pointer, ''), node)
  })
  return { workflow: left_out.length === 0 ? workflow : { ...workflow, nodes }, left_out }
}

/** Headers that sign a request in; they stand among others, which are no secrets. */
const SIGN_IN_HEADER = /^\/inputs\/headers\/(?:proxy-)?(?:authorization|cookie|x-api-key|api-key)$/i

const typedSecrets = (node: WorkflowNode, catalogue: Catalogue): string[] =>
  fieldsOf(node, catalogue.get(node.type))
    .filter(({ secret, pointer, text }) => (secret || SIGN_IN_HEADER.test(pointer)) && isTyped(text))
    .map(({ pointer }) => pointer)

/** Around an expression, a word such as `Bearer` is no secret, and something longer may be one. */
function isTyped(text: string): boolean {
  const template = parseTemplate(text)
  switch (template.kind) {
    case 'literal':
      return template.text.trim() !== ''
    case 'mixed':
      return template.parts.some((part) => 'text' in part && /\S{9,}/.test(part.text))
    case 'expression':
      return false
    case 'error':
      return true
  }
}
