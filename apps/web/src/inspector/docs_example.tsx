import type { NodeExample, NodeTypeInfo, WorkflowNode } from '@llamanexus/workflow'
import Button from '@mui/material/Button'
import { ArrowUpRight, ClipboardPaste } from 'lucide-react'
import { useLocation } from 'wouter'
import { useInstantiateExample } from '../api/mutations.ts'
import { ProblemNote } from '../dialogs/problem_note.tsx'
import { useEdit, useEditor } from '../document/editor_context.tsx'
import { newNode } from '../document/operations/new_node.ts'
import { InlineMarkdown } from '../ui/markdown.tsx'
import { ValueView } from '../ui/value_view.tsx'
import styles from './inspector.module.css'

interface DocsExampleProps {
  node: WorkflowNode
  info: NodeTypeInfo
  example: NodeExample
  /** Place in the list, from 1. */
  number: number
}

/** One example of a node type: what goes in and comes out, to be taken over or run. */
export const DocsExample = ({ node, info, example, number }: DocsExampleProps) => {
  const { is_read_only: isReadOnly = false } = useEditor()
  const { config, inputs, outputs, body, needs } = example
  return (
    <section className={styles['example']}>
      <ValueView
        label={example.title ?? `Example ${number}`}
        value={JSON.parse(JSON.stringify({ config, inputs, body, outputs }))}
      />
      {needs ? (
        <p className={styles['muted']}>
          It needs <InlineMarkdown text={needs} />
        </p>
      ) : null}
      <div className={styles['example-actions']}>
        <TakeButton node={node} info={info} example={example} disabled={isReadOnly} />
        <OpenButton type={info.type} number={number} />
      </div>
    </section>
  )
}

/** Puts the values of the example into the node, as one step of undo; what is in a container stays. */
const TakeButton = ({
  node,
  info,
  example: { config, inputs },
  disabled,
}: Omit<DocsExampleProps, 'number'> & { disabled: boolean }) => {
  const edit = useEdit()
  const take = () =>
    edit('Use the example', (transaction) =>
      transaction.updateNode(node.id, (before) => {
        const fresh = newNode({ id: before.id, info, position: before.position })
        return { ...before, config: { ...fresh.config, ...config }, inputs }
      }),
    )
  return (
    <Button
      size="small"
      color="secondary"
      variant="outlined"
      disabled={disabled}
      startIcon={<ClipboardPaste size={14} aria-hidden />}
      onClick={take}
    >
      Use these values
    </Button>
  )
}

const OpenButton = ({ type, number }: { type: string; number: number }) => {
  const [, navigate] = useLocation()
  const make = useInstantiateExample()
  const open = async () => {
    const { id } = await make.mutateAsync({ type, number })
    navigate(`/workflows/${id}`)
  }
  return (
    <>
      <Button
        size="small"
        color="secondary"
        variant="outlined"
        disabled={make.isPending}
        startIcon={<ArrowUpRight size={14} aria-hidden />}
        onClick={() => void open().catch(() => undefined)}
      >
        Open as a workflow
      </Button>
      <ProblemNote error={make.error} />
    </>
  )
}
