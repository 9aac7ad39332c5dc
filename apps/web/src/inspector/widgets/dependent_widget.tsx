import Autocomplete from '@mui/material/Autocomplete'
import TextField from '@mui/material/TextField'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useApi } from '../../api/api_context.tsx'
import { describeError } from '../../ui/describe_error.ts'
import { type DependentKind, type DependentPick, dependentKinds, isDependent } from './dependent_kinds.ts'
import { pickFilter } from './pick_filter.ts'
import { pickOption } from './pick_option.tsx'
import type { WidgetProps } from './widget_props.ts'

/** Picks one of what a server or a description beside it has; picking fills in what follows from it, such as ports. */
export const DependentWidget = ({
  field,
  value,
  onChange,
  id,
  describedBy,
  isInvalid,
  node,
}: WidgetProps) => {
  const { call } = useApi()
  const [problem, setProblem] = useState<string>()
  const [isOpen, setOpen] = useState(false)
  const kind: DependentKind | undefined = isDependent(field.widget) ? dependentKinds[field.widget] : undefined
  const source = fixedText(node?.read(String(field.schema[kind?.from ?? ''])))
  const credential = fixedText(node?.read('/config/credential'))
  const asked = { source, ...(credential && { credential }) }
  const query = useQuery({
    queryKey: ['picker', field.widget, source, credential],
    queryFn: async ({ signal }): Promise<DependentPick[]> => (await kind?.list(call, asked, signal)) ?? [],
    // A server is asked when somebody looks for what it has, and not when a node is looked at.
    enabled: isOpen && source !== '',
    retry: false,
    staleTime: 10_000,
  })
  const picks = query.data ?? []
  const byValue = useMemo(() => new Map((query.data ?? []).map((pick) => [pick.value, pick])), [query.data])
  const filter = useMemo(() => pickFilter(byValue), [byValue])
  const text = typeof value === 'string' ? value : ''

  const choose = async (picked: string | null) => {
    setProblem(undefined)
    const pick = byValue.get(picked ?? '')
    if (!pick || !node) return onChange(picked === null || picked === '' ? undefined : picked)
    try {
      const fills = { ...pick.fills, ...(await kind?.more?.(call, asked, pick.value)) }
      const targets = Object.entries(fills).flatMap(([hint, filled]) => {
        const pointer = field.schema[hint]
        return typeof pointer === 'string' ? [[pointer, filled] as const] : []
      })
      node.write(Object.fromEntries([[field.pointer, pick.value] as const, ...targets]))
    } catch (error) {
      setProblem(describeError(error))
    }
  }

  return (
    <Autocomplete
      id={id}
      freeSolo
      autoHighlight={false}
      size="small"
      loading={query.isFetching}
      options={picks.map((pick) => pick.value)}
      filterOptions={filter}
      value={text === '' ? null : text}
      onOpen={() => {
        setOpen(true)
        if (source !== '') void query.refetch()
      }}
      onChange={(_, picked) => void choose(picked)}
      renderOption={(props, option) => pickOption(props, option, byValue.get(option))}
      renderInput={(params) => (
        <TextField
          {...params}
          placeholder={kind?.placeholder}
          error={isInvalid || problem !== undefined || query.isError}
          helperText={
            problem ??
            (query.isError ? describeError(query.error) : isOpen && source === '' ? kind?.needs : undefined)
          }
          aria-describedby={describedBy}
          onBlur={({ target }) => {
            const typed = target.value.trim()
            if (typed !== text) void choose(typed)
          }}
        />
      )}
    />
  )
}

/** What comes from an expression is known in a run only. */
const fixedText = (value: unknown): string =>
  typeof value === 'string' && !value.includes('{{') ? value.trim() : ''
