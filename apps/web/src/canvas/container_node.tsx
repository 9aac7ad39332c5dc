import { type NodeProps, NodeResizeControl } from '@xyflow/react'
import { useCatalogue, useEdit, useNode, useSession } from '../document/editor_context.tsx'
import type { FlowNode } from './flow_types.ts'
import { bodyTop } from './geometry.ts'
import { NodeCard } from './node_card.tsx'
import { portsOfNode } from './ports.ts'
import { renderCount } from './render_count.ts'

/** A container: a card with a body that its nodes live in, and inner ports on the body's walls. */
export const ContainerNode = ({ id, selected, width = 0 }: NodeProps<FlowNode>) => {
  renderCount.add(id)
  const node = useNode(id)
  const catalogue = useCatalogue()
  const edit = useEdit()
  const isDropTarget = useSession((state) => state.drop_target === id)
  const isLocked = useSession((state) => state.is_locked)
  if (!node) return null
  return (
    <>
      <div
        className="container-body"
        data-drop={isDropTarget || undefined}
        style={{ top: bodyTop(portsOfNode(node, catalogue)) }}
      />
      <NodeCard id={id} width={width} selected={selected} />
      {selected && !isLocked && (
        <NodeResizeControl
          className="resize-corner nodrag"
          position="bottom-right"
          minWidth={320}
          minHeight={200}
          onResizeEnd={(_, { width, height }) =>
            edit('Resize container', (t) =>
              t.updateNode(id, (n) => ({
                ...n,
                size: { width: Math.round(width), height: Math.round(height) },
              })),
            )
          }
        />
      )}
    </>
  )
}
