import type { WorkflowNode } from '@llamanexus/workflow'
import type { Editor } from '../document/editor_context.tsx'
import { type Box, CARD_WIDTH, cardHeight } from './geometry.ts'
import { portsOfNode } from './ports.ts'

/** The room that a node's card takes where it stands. */
export const cardBox = (node: WorkflowNode, { catalogue }: Pick<Editor, 'catalogue'>): Box => ({
  ...node.position,
  width: CARD_WIDTH,
  height: cardHeight(portsOfNode(node, catalogue)),
})

/** The nodes of one container, or of none, where they stand in it. */
export const siblingBoxes = (
  editor: Pick<Editor, 'catalogue' | 'canvas'>,
  nodes: Readonly<Record<string, WorkflowNode>>,
  parent: string | undefined,
): Box[] =>
  Object.values(nodes)
    .filter((node) => node.parent === parent)
    .map((node) => {
      const { width, height } = editor.canvas.current?.boxOf(node.id) ?? cardBox(node, editor)
      return { ...node.position, width, height }
    })
