import {
  type JsonValue,
  type NodeTypeInfo,
  pointerGet,
  pointerSet,
  pointerTo,
  type WorkflowNode,
} from '@llamanexus/workflow'
import Tab from '@mui/material/Tab'
import Tabs from '@mui/material/Tabs'
import { EyeOff, X } from 'lucide-react'
import { useState } from 'react'
import { useCatalogue, useDocument, useEditor } from '../../document/editor_context.tsx'
import { PortList } from '../../inspector/port_list.tsx'
import { IconAction } from '../../ui/icon_action.tsx'
import { Markdown } from '../../ui/markdown.tsx'
import { NodeIcon } from '../../ui/node_icon.tsx'
import styles from './share_page.module.css'

interface SharedNodeProps {
  node: WorkflowNode
  /** JSON pointers into the node of what was left out as a secret. */
  leftOut: readonly string[]
}

/** What one node is set to do, and what its type is for. */
export const SharedNode = ({ node, leftOut }: SharedNodeProps) => {
  const { session } = useEditor()
  const info = useCatalogue().get(node.type)
  const [tab, setTab] = useState<'settings' | 'docs'>('settings')
  return (
    <section aria-label="Node" className={styles['node']}>
      <header className={styles['node-head']}>
        <span className={styles['tile']} data-category={info?.category}>
          <NodeIcon name={info?.icon ?? 'box'} size={18} />
        </span>
        <div>
          <h2>{node.label ?? info?.name ?? node.type}</h2>
          <p>
            {info?.name ?? node.type} · <code>{node.id}</code>
          </p>
        </div>
        <IconAction label="Close" icon={X} onClick={() => session.inspect(undefined)} />
      </header>
      <Tabs value={tab} onChange={(_, next: typeof tab) => setTab(next)} aria-label="Of the node">
        <Tab value="settings" label="Settings" id="shared-tab-settings" aria-controls="shared-panel" />
        <Tab value="docs" label="Docs" id="shared-tab-docs" aria-controls="shared-panel" />
      </Tabs>
      <div
        role="tabpanel"
        id="shared-panel"
        aria-labelledby={`shared-tab-${tab}`}
        // Long, and often with nothing in it to focus: the keys that scroll need something.
        tabIndex={0}
        className={styles['scroll']}
        key={tab}
      >
        {tab === 'settings' ? (
          <Settings node={node} info={info} leftOut={leftOut} />
        ) : info ? (
          <>
            <Markdown text={info.docs} />
            <PortList title="Inputs" ports={info.inputs} />
            <PortList title="Outputs" ports={info.outputs} />
          </>
        ) : (
          <p className={styles['quiet']}>The type “{node.type}” is not known here.</p>
        )}
      </div>
    </section>
  )
}

interface Row {
  title: string
  value: JsonValue
  isLeftOut: boolean
}

const Settings = ({ node, info, leftOut }: SharedNodeProps & { info: NodeTypeInfo | undefined }) => {
  const wires = useWires(node.id)
  const rows = [
    ...rowsOf(node, 'inputs', leftOut, (key) => info?.inputs.find(({ id }) => id === key)?.name ?? key),
    ...rowsOf(node, 'config', leftOut, (key) => titleOf(info, key)),
  ]
  return (
    <>
      {node.notes ? <p className={styles['quiet']}>{node.notes}</p> : null}
      {wires.length + rows.length === 0 ? <p className={styles['quiet']}>Nothing is set.</p> : null}
      <dl className={styles['rows']}>
        {wires.map(({ id, port, from }) => (
          <div key={id}>
            <dt>{info?.inputs.find((each) => each.id === port)?.name ?? port}</dt>
            <dd>from {from}</dd>
          </div>
        ))}
        {rows.map(({ title, value, isLeftOut }) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>{isLeftOut ? <LeftOut /> : <Value value={value} />}</dd>
          </div>
        ))}
      </dl>
    </>
  )
}

const rowsOf = (
  node: WorkflowNode,
  part: 'inputs' | 'config',
  leftOut: readonly string[],
  title: (key: string) => string,
): Row[] =>
  Object.entries(node[part] ?? {}).map(([key, value]) => {
    const at = pointerTo(`/${part}`, key)
    const within = leftOut.filter((pointer) => pointer.startsWith(`${at}/`))
    return { title: title(key), value: marked(value, at, within), isLeftOut: leftOut.includes(at) }
  })

/** A value with a word in the place of each secret that was left out of it. */
const marked = (value: JsonValue, at: string, pointers: readonly string[]): JsonValue =>
  typeof value === 'object' && value !== null
    ? pointers.reduce((told, pointer) => pointerSet(told, pointer.slice(at.length), LEFT_OUT), value)
    : value

const LEFT_OUT = 'left out, a secret'

const titleOf = (info: NodeTypeInfo | undefined, key: string): string => {
  const title = pointerGet(info?.config_schema, `${pointerTo('/properties', key)}/title`)
  return typeof title === 'string' ? title : key
}

/** Where the inputs of a node come from, by the names that people see. */
const useWires = (id: string) => {
  const catalogue = useCatalogue()
  const nodes = useDocument((state) => state.nodes)
  const connections = useDocument((state) => state.connections)
  return Object.values(connections)
    .filter((each) => each.target_node === id)
    .map(({ id: wire, target_port: port, source_node, source_port }) => {
      const source = nodes[source_node]
      const name = source?.label ?? catalogue.get(source?.type ?? '')?.name ?? source_node
      return { id: wire, port, from: `${name} · ${source_port}` }
    })
}

const LeftOut = () => (
  <span className={styles['left-out']}>
    <EyeOff size={13} aria-hidden /> {LEFT_OUT}
  </span>
)

const Value = ({ value }: { value: JsonValue }) => {
  if (value === '' || value === null) return <span className={styles['quiet']}>empty</span>
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2)
  return <pre>{text}</pre>
}
