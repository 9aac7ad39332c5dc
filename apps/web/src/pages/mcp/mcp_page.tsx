import Button from '@mui/material/Button'
import { Plug, Plus } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useMcpServers } from '../../api/mcp_api.ts'
import { AppFrame } from '../../ui/app_frame.tsx'
import { EmptyState } from '../../ui/empty_state.tsx'
import { ReadFailure } from '../../ui/read_failure.tsx'
import { McpFileProblems } from './mcp_file_problems.tsx'
import styles from './mcp_page.module.css'
import { McpServerDialog } from './mcp_server_dialog.tsx'
import { McpServerRow } from './mcp_server_row.tsx'

/** The MCP servers that nodes and agents can name, what each has, and a way to add one by its address. */
const McpPage = () => {
  const query = useMcpServers({ follow: true })
  const [isAdding, setAdding] = useState(false)
  const servers = query.data?.items ?? []
  useEffect(() => {
    document.title = 'MCP servers · LlamaNexus'
  }, [])
  const add = (
    <Button variant="contained" startIcon={<Plus size={16} aria-hidden />} onClick={() => setAdding(true)}>
      Add a server
    </Button>
  )
  return (
    <AppFrame title="MCP servers" actions={servers.length > 0 ? add : undefined}>
      <McpFileProblems problems={query.data?.problems ?? []} />
      {query.isError ? (
        <ReadFailure what="The servers" error={query.error} onRetry={() => void query.refetch()} />
      ) : query.isLoading ? (
        <div role="status" aria-label="Reading the servers" />
      ) : servers.length === 0 ? (
        <EmptyState icon={Plug} title="No MCP servers yet" action={add}>
          A server brings tools, resources and prompts to workflows and agents. One that is a program of this
          machine is set up in the file mcp.json of the data directory.
        </EmptyState>
      ) : (
        <ul className={styles['list']} aria-label="MCP servers">
          {servers.map((server) => (
            <McpServerRow key={server.name} server={server} />
          ))}
        </ul>
      )}
      {isAdding ? <McpServerDialog onClose={() => setAdding(false)} /> : null}
    </AppFrame>
  )
}

export default McpPage
