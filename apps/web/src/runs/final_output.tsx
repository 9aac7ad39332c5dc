import type { JsonValue } from '@llamanexus/workflow'
import { useDocument, useEditor } from '../document/editor_context.tsx'
import { ValueView } from '../ui/value_view.tsx'
import styles from './execution_panel.module.css'

/** What the run gave as a whole. Without an Output node that is nothing, which is no result to be puzzled about. */
export const FinalOutput = ({ value }: { value: JsonValue }) => {
  const { catalogue } = useEditor()
  const hasOutput = useDocument((state) =>
    Object.values(state.nodes).some(({ type }) => catalogue.get(type)?.role === 'output'),
  )
  if (value !== null || hasOutput) return <ValueView label="Final output" value={value} />
  return (
    <p className={styles['no-output']}>
      There is no Output node, so the run as a whole gives nothing. Choose a node to see what it gave.
    </p>
  )
}
