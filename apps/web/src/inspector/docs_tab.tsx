import type { NodeTypeInfo, WorkflowNode } from '@llamanexus/workflow'
import { Markdown } from '../ui/markdown.tsx'
import { DocsExample } from './docs_example.tsx'
import styles from './inspector.module.css'
import { PortList } from './port_list.tsx'

/** What a node type is for, what its ports mean, and examples of it. */
export const DocsTab = ({ node, info }: { node: WorkflowNode; info: NodeTypeInfo }) => (
  <div className={styles['form']}>
    <Markdown text={info.docs} />
    <PortList title="Inputs" ports={info.inputs} />
    <PortList title="Outputs" ports={info.outputs} />
    {info.examples.map((example, at) => (
      <DocsExample key={example.title ?? at} node={node} info={info} example={example} number={at + 1} />
    ))}
  </div>
)
