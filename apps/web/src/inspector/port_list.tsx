import type { NodeTypeInfo } from '@llamanexus/workflow'
import { InlineMarkdown } from '../ui/markdown.tsx'
import styles from './inspector.module.css'

/** The ports of a node type, with what each means. */
export const PortList = ({ title, ports }: { title: string; ports: NodeTypeInfo['inputs'] }) =>
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
              {port.required && port.default === undefined ? (
                <span className={styles['required']}> required</span>
              ) : null}
            </dt>
            {port.description ? (
              <dd>
                <InlineMarkdown text={port.description} />
              </dd>
            ) : null}
          </div>
        ))}
      </dl>
    </section>
  )
