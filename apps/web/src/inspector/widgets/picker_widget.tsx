import Autocomplete from '@mui/material/Autocomplete'
import TextField from '@mui/material/TextField'
import { useQuery } from '@tanstack/react-query'
import { useApi } from '../../api/api_context.tsx'
import { pickOption } from './pick_option.tsx'
import { isPicker, type Pick, type PickerKind, pickerKinds } from './picker_kinds.ts'
import type { WidgetProps } from './widget_props.ts'

/** Picks one of what exists on the server; a name can be typed too, and one that is gone is said to be. */
export const PickerWidget = ({ field, value, onChange, id, describedBy, isInvalid, node }: WidgetProps) => {
  const { call } = useApi()
  const kind: PickerKind | undefined = isPicker(field.widget) ? pickerKinds[field.widget] : undefined
  const query = useQuery({
    queryKey: ['picker', field.widget],
    queryFn: async ({ signal }): Promise<Pick[]> => (await kind?.list(call, signal)) ?? [],
    staleTime: 5000,
  })
  const picks = query.data ?? []
  const pickOf = (value: string) => picks.find((pick) => pick.value === value)
  const text = typeof value === 'string' ? value : ''
  const isAddress = kind?.takesAddress === true && /^(https?|wss?):\/\//i.test(text)
  const isGone = !isAddress && query.isSuccess && text !== '' && !text.includes('{{') && !pickOf(text)
  const choose = (next: string | undefined) => {
    const name = next === undefined ? undefined : pickOf(next)?.label
    const former = node?.read('/label')
    // The name of another pick was not somebody's own: what was picked before, taken back or not.
    const isOwn = former !== undefined && !picks.some(({ label }) => label === former)
    // With `x-names-node` the card says what was picked by its name, where nobody has named the node.
    if (!node || name === undefined || isOwn || field.schema['x-names-node'] !== true) return onChange(next)
    node.write({ [field.pointer]: next, '/label': name })
  }
  return (
    <Autocomplete
      id={id}
      freeSolo
      autoHighlight={false}
      size="small"
      loading={query.isLoading}
      noOptionsText={kind?.none}
      options={picks.map((pick) => pick.value)}
      getOptionLabel={(option) => pickOf(option)?.label ?? option}
      value={text === '' ? null : text}
      onChange={(_, picked) => choose(picked === null || picked === '' ? undefined : picked)}
      onOpen={() => void query.refetch()}
      renderOption={(props, option) => pickOption(props, option, pickOf(option))}
      renderInput={(params) => (
        <TextField
          {...params}
          placeholder={kind?.placeholder}
          error={isInvalid || isGone}
          helperText={isGone ? 'This one is not there any more.' : undefined}
          aria-describedby={describedBy}
          onBlur={({ target }) => {
            const typed = target.value.trim()
            const named = picks.find((pick) => pick.label === typed)?.value ?? typed
            if (named !== text) choose(named === '' ? undefined : named)
          }}
        />
      )}
    />
  )
}
