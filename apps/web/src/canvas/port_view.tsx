import { memo } from 'react'
import type { PlacedPort } from './geometry.ts'
import { handleId } from './handle_id.ts'

interface PortViewProps {
  node: string
  placed: PlacedPort
  isConnected: boolean
  /** A value is typed in, so it needs no connection. */
  isSet: boolean
}

const PORT_SIDE = { input: 'in', output: 'out', body_output: 'out', body_input: 'in' } as const

/**
 * One port. A plain element: which one was grabbed is read from its attributes, and how well it fits what is being
 * dragged is written into `data-fit`, so 10,000 of them cost no subscriptions.
 */
export const PortView = memo(({ node, placed, isConnected, isSet }: PortViewProps) => {
  const { port, side, x, y } = placed
  const isInner = side === 'body_input' || side === 'body_output'
  const name = port.name ?? port.id
  const isRequired = port.required && port.default === undefined
  return (
    <>
      <div
        className="port nodrag nopan"
        role="button"
        tabIndex={-1}
        aria-label={`${PORT_SIDE[side] === 'in' ? 'Input' : 'Output'} ${name}, ${port.type}`}
        title={`${name}: ${port.type}${isRequired ? ', required' : ''}${port.description ? `\n${port.description}` : ''}`}
        data-port={handleId(side, port.id)}
        data-node={node}
        data-type={port.type}
        data-control={port.id === 'after' || undefined}
        data-connected={isConnected || undefined}
        style={{ left: x - 12, top: y - 12 }}
      >
        <i />
      </div>
      {port.id !== 'after' && (
        <span
          className="port-name"
          data-side={
            PORT_SIDE[side] === 'in' ? (isInner ? 'inner-right' : 'left') : isInner ? 'inner-left' : 'right'
          }
          data-missing={(isRequired && !isConnected && !isSet) || undefined}
          style={{ top: y - 12 }}
        >
          {name}
        </span>
      )}
    </>
  )
})
