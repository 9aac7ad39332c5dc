import type { NodeTypeInfo, WorkflowNode } from '@llamanexus/workflow'
import { Markdown } from '../ui/markdown.tsx'
import { DocsExample } from './docs_example.tsx'
import styles from './inspector.module.css'

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

const PortList = ({ title, ports }: { title: string; ports: NodeTypeInfo['inputs'] }) =>
  ports.length === 0 ? null : (
    <section>
      <h3 className={styles['group-title']}>{title}</h3>
      <dl className={styles['ports']}>
        {ports.map((port) => (
          <div key={port.id}>
            <dt>
              <span
                className={styles['port-dot']}
                style={{ background: `var(--port-${port.type})` }}
                aria-hidden
              />
              <code>{port.id}</code> <span className={styles['muted']}>{port.type}</span>
              {port.required ? <span className={styles['required']}> required</span> : null}
            </dt>
            {port.description ? <dd>{port.description}</dd> : null}
          </div>
        ))}
      </dl>
    </section>
  )
