import Button from '@mui/material/Button'
import TextField from '@mui/material/TextField'
import { FileSearch } from 'lucide-react'
import { useDeferredValue, useState } from 'react'
import { Link } from 'wouter'
import { useWorkflows } from '../api/queries.ts'
import { useDocument } from '../document/editor_context.tsx'
import { EmptyState } from '../ui/empty_state.tsx'
import { formatAgo, plural } from '../ui/format.ts'
import { DialogFrame } from './dialog_frame.tsx'
import styles from './open_dialog.module.css'
import { ProblemNote } from './problem_note.tsx'

/** Finds another workflow and opens it. */
export const OpenDialog = ({ onClose }: { onClose(): void }) => {
  const open = useDocument((state) => state.server.id)
  const [text, setText] = useState('')
  const search = useDeferredValue(text.trim())
  const query = useWorkflows({ sort: 'updated_at', order: 'desc', ...(search === '' ? {} : { search }) })
  const found = query.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <DialogFrame
      title="Open a workflow"
      onClose={onClose}
      actions={
        <Button color="secondary" onClick={onClose}>
          Cancel
        </Button>
      }
    >
      <TextField
        autoFocus
        type="search"
        label="Search"
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      <ProblemNote error={query.error} />
      {found.length === 0 && !query.isLoading ? (
        <EmptyState icon={FileSearch} title="Nothing found">
          No workflow has this in its name, description or tags.
        </EmptyState>
      ) : (
        <ul className={styles['list']} aria-busy={query.isFetching}>
          {found.map((workflow) => (
            <li key={workflow.id}>
              <Link
                href={`/workflows/${workflow.id}`}
                className={styles['row']}
                aria-current={workflow.id === open || undefined}
                onClick={onClose}
              >
                <span className={styles['name']}>{workflow.name}</span>
                <span className={styles['detail']}>
                  {plural(workflow.node_count, 'node')} · changed {formatAgo(workflow.updated_at)}
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </DialogFrame>
  )
}
