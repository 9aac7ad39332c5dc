import type { ReactNode } from 'react'
import { useCatalogue, useDocument } from '../document/editor_context.tsx'
import { NodeIcon } from '../ui/node_icon.tsx'
import styles from './node_name.module.css'

interface NodeNameProps {
  nodeId: string
  /** Which of its executions is meant, shown on hover. */
  path: string
  children?: ReactNode
}

/** A node as lists of runs call it: its icon and its name, by its id where the document does not have it any more. */
export const NodeName = ({ nodeId, path, children }: NodeNameProps) => {
  const node = useDocument((state) => state.nodes[nodeId])
  const info = useCatalogue().get(node?.type ?? '')
  return (
    <span className={styles['name']} title={path}>
      <NodeIcon name={info?.icon ?? 'box'} size={14} />
      <span className={styles['text']}>{node?.label ?? info?.name ?? nodeId}</span>
      {children}
    </span>
  )
}
