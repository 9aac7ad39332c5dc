import Switch from '@mui/material/Switch'
import { useState } from 'react'
import { useChangeWorkflow } from '../api/mutations.ts'
import { useTriggers } from '../api/queries.ts'
import { useDocument, useEditor } from '../document/editor_context.tsx'
import { describeError } from '../ui/describe_error.ts'
import { plural } from '../ui/format.ts'
import styles from './active_switch.module.css'

/** Whether the triggers of the workflow start runs. What is drawn is saved first, so that it is what they start. */
export const ActiveSwitch = () => {
  const { document, save, session, canvas, is_read_only: isReadOnly = false } = useEditor()
  const server = useDocument((state) => state.server)
  const { data } = useTriggers(server)
  const change = useChangeWorkflow()
  const [problem, setProblem] = useState<string>()
  const isActive = change.isPending ? !server.is_active : server.is_active
  const broken = server.is_active ? (data?.items ?? []).filter(({ state }) => state === 'broken') : []
  const [first] = broken

  const toggle = async (is_active: boolean) => {
    setProblem(undefined)
    try {
      await save()
      const saved = await change.mutateAsync({
        id: server.id,
        change: (workflow) => ({ ...workflow, is_active }),
      })
      document.acknowledge({
        is_active: saved.is_active,
        version: saved.version,
        updated_at: saved.updated_at,
      })
    } catch (error) {
      setProblem(describeError(error))
    }
  }
  return (
    <span className={styles['active']}>
      {problem ? (
        <span role="alert" className={styles['problem']} title={problem}>
          {problem}
        </span>
      ) : first ? (
        <button
          type="button"
          className={styles['broken']}
          title={broken.map((one) => `${one.name}: ${one.problem?.message ?? ''}`).join('\n')}
          onClick={() => {
            if (first.node_id === null) return
            session.inspect(first.node_id)
            canvas.current?.fit([first.node_id])
          }}
        >
          {plural(broken.length, 'broken trigger')}
        </button>
      ) : null}
      <label>
        {isActive ? 'Active' : 'Not active'}
        <Switch
          size="small"
          checked={isActive}
          disabled={isReadOnly || change.isPending}
          slotProps={{ input: { 'aria-label': 'The workflow is active' } }}
          onChange={(_, checked) => void toggle(checked)}
        />
      </label>
    </span>
  )
}
