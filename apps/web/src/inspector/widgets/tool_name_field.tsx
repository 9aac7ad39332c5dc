import Autocomplete from '@mui/material/Autocomplete'
import TextField from '@mui/material/TextField'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useApi } from '../../api/api_context.tsx'
import { describeError } from '../../ui/describe_error.ts'
import { dependentKinds } from './dependent_kinds.ts'
import { pickOption } from './pick_option.tsx'
import { type Pick, type PickerName, pickerKinds } from './picker_kinds.ts'

export type ToolNames = PickerName | 'mcp_tool'

interface ToolNameFieldProps {
  label: string
  /** What there is to pick from; a name is only typed where there is nothing. */
  from: ToolNames | undefined
  /** Whose tools these are. */
  server?: string
  value: string
  onChange(value: string): void
}

/** The name of something that an agent may call, picked from what there is, or typed. */
export const ToolNameField = ({ label, from, server = '', value, onChange }: ToolNameFieldProps) => {
  const { call } = useApi()
  const [isOpen, setOpen] = useState(false)
  const isMcp = from === 'mcp_tool'
  const query = useQuery({
    queryKey: isMcp ? ['picker', from, server, ''] : ['picker', from],
    queryFn: async ({ signal }): Promise<Pick[]> =>
      isMcp
        ? dependentKinds.mcp_tool.list(call, { source: server }, signal)
        : from === undefined
          ? []
          : pickerKinds[from].list(call, signal),
    // A server is asked when somebody looks for what it has, and not when a node is looked at.
    enabled: from !== undefined && (!isMcp || (isOpen && server !== '')),
    retry: false,
    staleTime: 5000,
  })
  const picks = query.data ?? []
  const pickOf = (option: string) => picks.find((pick) => pick.value === option)
  return (
    <Autocomplete
      freeSolo
      size="small"
      loading={query.isFetching}
      options={picks.map((pick) => pick.value)}
      getOptionLabel={(option) => pickOf(option)?.label ?? option}
      value={value === '' ? null : value}
      onOpen={() => setOpen(true)}
      onChange={(_, picked) => onChange(picked ?? '')}
      renderOption={(props, option) => pickOption(props, option, pickOf(option))}
      renderInput={(params) => (
        <TextField
          {...params}
          label={label}
          error={query.isError}
          helperText={
            query.isError
              ? describeError(query.error)
              : isMcp && isOpen && server === ''
                ? dependentKinds.mcp_tool.needs
                : undefined
          }
          onBlur={({ target }) => {
            const typed = target.value.trim()
            const named = picks.find((pick) => pick.label === typed)?.value ?? typed
            if (named !== value) onChange(named)
          }}
        />
      )}
    />
  )
}
