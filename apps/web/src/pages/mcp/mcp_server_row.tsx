import Button from '@mui/material/Button'
import { Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { type McpServer, useDeleteMcpServer, useMcpTools } from '../../api/mcp_api.ts'
import { ConfirmDialog } from '../../dialogs/confirm_dialog.tsx'
import { describeError } from '../../ui/describe_error.ts'
import { IconAction } from '../../ui/icon_action.tsx'
import styles from './mcp_page.module.css'
import { McpServerDialog } from './mcp_server_dialog.tsx'

/** One server: where it is, how it does, and its tools when they are asked for. */
export const McpServerRow = ({ server }: { server: McpServer }) => {
  const tools = useMcpTools()
  const [isOpen, setOpen] = useState<'edit' | 'delete'>()
  const { name, transport, state, url, command, error, source, log } = server
  const isOurs = source !== 'file'
  return (
    <li className={styles['server']}>
      <div className={styles['title']}>
        <b>{name}</b>
        <span>{transport}</span>
        <span data-state={state}>{stateTexts[state] ?? state}</span>
        {isOurs ? null : <span>from mcp.json</span>}
      </div>
      <div className={styles['actions']}>
        <Button size="small" disabled={tools.isPending} onClick={() => tools.mutate(name)}>
          {tools.isPending ? 'Connecting…' : 'Test'}
        </Button>
        {isOurs ? (
          <>
            <IconAction label={`Change ${name}`} icon={Pencil} onClick={() => setOpen('edit')} />
            <IconAction label={`Delete ${name}`} icon={Trash2} onClick={() => setOpen('delete')} />
          </>
        ) : null}
      </div>
      <code>{url ?? command}</code>
      {tools.isError || error ? (
        <p role="alert" className={styles['problem']}>
          {tools.isError ? describeError(tools.error) : error}
        </p>
      ) : null}
      {tools.data ? <Tools tools={tools.data.items} /> : null}
      {log.length > 0 ? (
        <details className={styles['tools']}>
          <summary>What it wrote to its standard error</summary>
          <pre>{log.join('\n')}</pre>
        </details>
      ) : null}
      {isOpen === 'edit' ? <McpServerDialog server={server} onClose={() => setOpen(undefined)} /> : null}
      {isOpen === 'delete' ? <DeleteDialog name={name} onClose={() => setOpen(undefined)} /> : null}
    </li>
  )
}

const stateTexts: Record<string, string> = {
  idle: 'not asked yet',
  connected: 'connected',
  failed: 'out of reach',
}

const Tools = ({ tools }: { tools: readonly { name: string; description: string }[] }) => (
  <details className={styles['tools']} open>
    <summary>{tools.length === 1 ? 'It has one tool' : `It has ${tools.length} tools`}</summary>
    <dl>
      {tools.map(({ name, description }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{description}</dd>
        </div>
      ))}
    </dl>
  </details>
)

const DeleteDialog = ({ name, onClose }: { name: string; onClose(): void }) => {
  const remove = useDeleteMcpServer()
  return (
    <ConfirmDialog
      title={`Delete the server “${name}”?`}
      task={remove}
      onConfirm={() => remove.mutate(name, { onSuccess: onClose })}
      onClose={onClose}
    >
      Nodes and agents that name it will fail until they name another.
    </ConfirmDialog>
  )
}
