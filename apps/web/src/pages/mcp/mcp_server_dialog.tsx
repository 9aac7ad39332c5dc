import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import { useState } from 'react'
import { useCredentials } from '../../api/credential_queries.ts'
import { type McpServer, type McpServerDraft, useSaveMcpServer } from '../../api/mcp_api.ts'
import { FormDialog } from '../../dialogs/form_dialog.tsx'

interface Props {
  /** Absent: a new one is made. */
  server?: McpServer
  onClose(): void
}

/** Sets up a server by its address. Programs of this machine are not started from here. */
export const McpServerDialog = ({ server, onClose }: Props) => {
  const save = useSaveMcpServer()
  const credentials = useCredentials()
  const [name, setName] = useState(server?.name ?? '')
  const [url, setUrl] = useState(server?.url ?? '')
  const [transport, setTransport] = useState(server?.transport ?? '')
  const [credential, setCredential] = useState(server?.credential ?? '')
  const [wasTried, setTried] = useState(false)
  const wrongUrl = !/^(https?|wss?):\/\/\S+$/i.test(url.trim())

  const submit = () => {
    setTried(true)
    if (name.trim() === '' || wrongUrl) return
    const draft: McpServerDraft = {
      url: url.trim(),
      ...(transport ? { transport: transport as NonNullable<McpServerDraft['transport']> } : {}),
      ...(credential ? { credential } : {}),
    }
    save.mutate({ name: name.trim(), draft }, { onSuccess: onClose })
  }

  return (
    <FormDialog
      title={server ? `Server “${server.name}”` : 'Add an MCP server'}
      onClose={onClose}
      onSubmit={submit}
      action={server ? 'Save' : 'Add'}
      task={save}
    >
      <TextField
        label="Name"
        value={name}
        required
        autoFocus={!server}
        disabled={server !== undefined}
        error={wasTried && name.trim() === ''}
        helperText="What nodes and agents call it."
        onChange={({ target }) => setName(target.value)}
      />
      <TextField
        label="Address"
        value={url}
        required
        placeholder="https://mcp.example.com/mcp"
        error={wasTried && wrongUrl}
        helperText="http, https, ws or wss. Inside your network an administrator has to let it through."
        onChange={({ target }) => setUrl(target.value)}
      />
      <TextField
        select
        label="Transport"
        value={transport}
        onChange={({ target }) => setTransport(target.value)}
        helperText="By the address unless you say otherwise."
      >
        {transports.map(([value, text]) => (
          <MenuItem key={value} value={value}>
            {text}
          </MenuItem>
        ))}
      </TextField>
      <TextField
        select
        label="Credential"
        value={credential}
        onChange={({ target }) => setCredential(target.value)}
        helperText="Sent to the hosts that it names, and nowhere else."
      >
        <MenuItem value="">None</MenuItem>
        {(credentials.data?.items ?? []).map((each) => (
          <MenuItem key={each.id} value={each.id}>
            {each.name}
          </MenuItem>
        ))}
      </TextField>
    </FormDialog>
  )
}

const transports = [
  ['', 'By the address'],
  ['http', 'Streamable HTTP'],
  ['sse', 'Server-sent events'],
  ['websocket', 'WebSocket'],
] as const
