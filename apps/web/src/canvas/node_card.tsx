import { type NodeTypeInfo, summaryOf, type WorkflowNode } from '@llamanexus/workflow'
import { memo } from 'react'
import { CardAnswer } from '../approvals/card_answer.tsx'
import { useCatalogue, useDocument, useNode, useSession } from '../document/editor_context.tsx'
import type { NodeRun } from '../runs/node_run.ts'
import { useNodeRun } from '../runs/run_context.tsx'
import { NodeIcon } from '../ui/node_icon.tsx'
import { connectedPorts } from './connected_ports.ts'
import { placePorts } from './geometry.ts'
import { handleId } from './handle_id.ts'
import { NodeStatus } from './node_status.tsx'
import { NodeTitle } from './node_title.tsx'
import { PortView } from './port_view.tsx'
import { portsOfNode } from './ports.ts'
import { renderCount } from './render_count.ts'

interface NodeCardProps {
  id: string
  width: number
  selected: boolean
}

/** What is drawn of one node: header, sentence and ports, less of it the further away one is. */
export const NodeCard = memo(({ id, width, selected }: NodeCardProps) => {
  renderCount.add(`card ${id}`)
  const node = useNode(id)
  const info = useCatalogue().get(node?.type ?? '')
  const detail = useSession((state) => state.detail)
  const run = useNodeRun(id)
  if (!node) return null
  return (
    <div
      className="card"
      data-detail={detail}
      data-category={info?.category ?? 'unknown'}
      data-run={run?.status}
      data-selected={selected || undefined}
      data-disabled={node.policy?.disabled || undefined}
      data-unknown={info ? undefined : true}
    >
      {/* A block is only its box: of a thousand of them each element counts. */}
      {(detail !== 'block' || run) && (
        <div className="card-header">
          {detail !== 'block' && (
            <>
              <span className="card-icon">
                <NodeIcon name={info?.icon ?? 'box'} />
              </span>
              <NodeTitle id={id} name={node.label ?? info?.name ?? node.type} />
            </>
          )}
          {run ? <NodeStatus run={run} isShort={detail !== 'full'} /> : node.policy?.disabled && <em>Off</em>}
        </div>
      )}
      {detail === 'full' && <CardBody node={node} info={info} width={width} run={run} />}
    </div>
  )
})

interface CardBodyProps {
  node: WorkflowNode
  info: NodeTypeInfo | undefined
  width: number
  run: NodeRun | undefined
}

const CardBody = ({ node, info, width, run }: CardBodyProps) => {
  const catalogue = useCatalogue()
  const connected = useDocument((state) => connectedPorts(state, node.id))
  const text = run?.text ?? ''
  // What is being written is read at its end; what is written, from its beginning.
  const isWriting = text !== '' && run?.status === 'running'
  const summary = text === '' ? summaryOf(node, info) : isWriting ? text.slice(-80) : text.slice(0, 80)
  return (
    <>
      <div className="card-summary" data-streaming={isWriting || undefined} title={summary}>
        {run?.status === 'waiting' ? <CardAnswer path={run.path} /> : null}
        {summary || info?.description}
      </div>
      {placePorts(portsOfNode(node, catalogue), width).map((placed) => (
        <PortView
          key={handleId(placed.side, placed.port.id)}
          node={node.id}
          placed={placed}
          isConnected={connected.includes(` ${handleId(placed.side, placed.port.id)} `)}
          isSet={node.inputs?.[placed.port.id] !== undefined || node.config[placed.port.id] !== undefined}
        />
      ))}
    </>
  )
}
