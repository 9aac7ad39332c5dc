import { ArrowRight } from 'lucide-react'
import { useCatalogue, useDocument, useEditor } from '../document/editor_context.tsx'
import styles from './inspector.module.css'

/** Where the value of a connected port comes from; leads to the node. */
export const ConnectedSource = ({ sources }: { sources: readonly { node: string; port: string }[] }) => {
  const nodes = useDocument((state) => state.nodes)
  const catalogue = useCatalogue()
  const { session } = useEditor()
  return sources.map(({ node: id, port }) => {
    const node = nodes[id]
    const name = node?.label ?? (node && catalogue.get(node.type)?.name) ?? id
    return (
      <button
        key={`${id}.${port}`}
        type="button"
        className={styles['source']}
        onClick={() => session.inspect(id)}
      >
        <ArrowRight size={14} aria-hidden />
        <span>from {name}</span>
        <code>{port}</code>
      </button>
    )
  })
}
