import type { NodeTypeInfo, WorkflowNode } from '@llamanexus/workflow'
import Tab from '@mui/material/Tab'
import Tabs from '@mui/material/Tabs'
import { Eye, EyeOff, PuzzleIcon, X } from 'lucide-react'
import { useState } from 'react'
import { useCatalogue, useEdit, useEditor, useFindings, useNode } from '../document/editor_context.tsx'
import { EmptyState } from '../ui/empty_state.tsx'
import { IconAction } from '../ui/icon_action.tsx'
import { NodeIcon } from '../ui/node_icon.tsx'
import { DataTab } from './data_tab.tsx'
import { DocsTab } from './docs_tab.tsx'
import styles from './inspector.module.css'
import { ParametersTab } from './parameters_tab.tsx'
import { PolicyTab } from './policy_tab.tsx'
import { ReadOnlyFrame } from './read_only_frame.tsx'
import { ScopeProvider } from './scope_context.tsx'

type TabName = 'parameters' | 'policy' | 'data' | 'docs'

/** The properties of one node: everything about it that can be read or set. */
export const Inspector = ({ nodeId }: { nodeId: string }) => {
  const node = useNode(nodeId)
  const info = useCatalogue().get(node?.type ?? '')
  const [tab, setTab] = useState<TabName>('parameters')
  const errors = useFindings().filter(
    (finding) => finding.node_id === nodeId && finding.severity === 'error',
  ).length
  if (!node) return null
  return (
    <section className={styles['inspector']} aria-label="Properties">
      <Header node={node} info={info} />
      <Tabs
        value={tab}
        onChange={(_, next: TabName) => setTab(next)}
        aria-label="Properties of the node"
        className={styles['tabs']}
      >
        <Tab
          value="parameters"
          label={errors > 0 ? `Parameters (${errors})` : 'Parameters'}
          id="inspector-tab-parameters"
          aria-controls="inspector-panel"
        />
        <Tab value="data" label="Data" id="inspector-tab-data" aria-controls="inspector-panel" />
        <Tab value="policy" label="Policy" id="inspector-tab-policy" aria-controls="inspector-panel" />
        <Tab value="docs" label="Docs" id="inspector-tab-docs" aria-controls="inspector-panel" />
      </Tabs>
      <div
        id="inspector-panel"
        role="tabpanel"
        aria-labelledby={`inspector-tab-${tab}`}
        className={styles['panel']}
        // Each node starts at the top, with fields of its own.
        key={`${nodeId}/${tab}`}
      >
        <ScopeProvider node={node}>
          <TabBody tab={tab} node={node} info={info} />
        </ScopeProvider>
      </div>
    </section>
  )
}

interface TabBodyProps {
  tab: TabName
  node: WorkflowNode
  info: NodeTypeInfo | undefined
}

const TabBody = ({ tab, node, info }: TabBodyProps) => {
  if (tab === 'policy') {
    return (
      <ReadOnlyFrame>
        <PolicyTab node={node} info={info} />
      </ReadOnlyFrame>
    )
  }
  if (tab === 'data') return <DataTab nodeId={node.id} />
  if (!info) {
    return (
      <EmptyState icon={PuzzleIcon} title={`The type "${node.type}" is not known here`}>
        It is kept as it is, and cannot run. Replace the node, or start the server with the package that
        brings this type.
      </EmptyState>
    )
  }
  if (tab === 'docs') return <DocsTab node={node} info={info} />
  return (
    <ReadOnlyFrame>
      <ParametersTab node={node} info={info} />
    </ReadOnlyFrame>
  )
}

const Header = ({ node, info }: Omit<TabBodyProps, 'tab'>) => {
  const edit = useEdit()
  const { session, canvas, is_read_only: isReadOnly = false } = useEditor()
  const isDisabled = node.policy?.disabled ?? false
  const rename = (text: string) =>
    edit(
      'Rename the node',
      (transaction) => transaction.updateNode(node.id, (before) => withLabel(before, text, info)),
      {
        merge: `${node.id}/label`,
      },
    )
  const toggle = () =>
    edit(isDisabled ? 'Enable the node' : 'Disable the node', (transaction) =>
      transaction.updateNode(node.id, (before) => ({
        ...before,
        policy: { ...before.policy, disabled: isDisabled ? undefined : true },
      })),
    )
  return (
    <header className={styles['head']}>
      <span className={styles['tile']} data-category={info?.category}>
        <NodeIcon name={info?.icon ?? 'box'} size={18} />
      </span>
      <div className={styles['names']}>
        <input
          className={styles['label']}
          aria-label="Name of the node"
          readOnly={isReadOnly}
          value={node.label ?? info?.name ?? node.type}
          onChange={(event) => rename(event.target.value)}
          onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
        />
        <p className={styles['type']}>
          {info?.name ?? node.type} · <code>{node.id}</code>
        </p>
      </div>
      <IconAction
        label={isDisabled ? 'Enable the node' : 'Disable the node'}
        icon={isDisabled ? EyeOff : Eye}
        aria-pressed={isDisabled}
        disabled={isReadOnly}
        onClick={toggle}
      />
      <IconAction
        label="Close"
        icon={X}
        onClick={() => {
          session.inspect(undefined)
          canvas.current?.focus()
        }}
      />
    </header>
  )
}

const withLabel = (node: WorkflowNode, text: string, info: NodeTypeInfo | undefined): WorkflowNode => {
  const { label: _, ...rest } = node
  return text === info?.name ? rest : { ...rest, label: text }
}
