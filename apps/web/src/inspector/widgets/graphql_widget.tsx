import { type Body, type Reply, routes } from '@llamanexus/contract'
import Autocomplete from '@mui/material/Autocomplete'
import Button from '@mui/material/Button'
import TextField from '@mui/material/TextField'
import { useMutation } from '@tanstack/react-query'
import { Telescope } from 'lucide-react'
import { useMemo } from 'react'
import { useApi } from '../../api/api_context.tsx'
import { CodeEditor } from '../../ui/code_editor.tsx'
import { describeError } from '../../ui/describe_error.ts'
import { pickFilter } from './pick_filter.ts'
import type { Pick } from './picker_kinds.ts'
import type { WidgetProps } from './widget_props.ts'
import styles from './widgets.module.css'

/** The text of a GraphQL operation, and what the server offers, each field with an operation to begin with. */
export const GraphqlWidget = ({ field, value, onChange, isInvalid, node }: WidgetProps) => {
  const { call } = useApi()
  const endpoint = textOf(node?.read(String(field.schema['x-endpoint-from'])))
  const credential = textOf(node?.read('/config/credential'))
  const explore = useMutation({
    mutationFn: (body: Body<typeof routes.exploreGraphql>) => call(routes.exploreGraphql, { body }),
  })
  // What another server has is of no use here.
  const isOfEndpoint = explore.variables?.endpoint === endpoint
  const fields = isOfEndpoint ? (explore.data?.items ?? []) : []
  const filter = useMemo(
    () => pickFilter(new Map((explore.data?.items ?? []).map((one) => [keyOf(one), pickOf(one)]))),
    [explore.data],
  )
  const take = (name: string | null) => {
    const found = fields.find((one) => keyOf(one) === name)
    const variables = field.schema['x-variables-to']
    if (!found || !node) return
    node.write({
      [field.pointer]: found.operation,
      ...(typeof variables === 'string' ? { [variables]: found.variables } : {}),
    })
  }
  return (
    <div className={styles['rows']}>
      <CodeEditor
        label={field.title}
        value={typeof value === 'string' ? value : ''}
        onChange={(text) => onChange(text === '' ? undefined : text)}
        language="text"
        isMultiline
        isInvalid={isInvalid}
      />
      {fields.length > 0 ? (
        <Autocomplete
          size="small"
          value={null}
          blurOnSelect
          clearOnBlur
          filterOptions={filter}
          options={fields.map(keyOf)}
          onChange={(_, name) => take(name)}
          renderOption={({ key, ...props }, option) => {
            const found = fields.find((one) => keyOf(one) === option)
            const detail = found && pickOf(found).detail
            return (
              <li key={key} {...props}>
                <span className={styles['pick']}>
                  <span>{option}</span>
                  {detail ? <small>{detail}</small> : null}
                </span>
              </li>
            )
          }}
          renderInput={(params) => <TextField {...params} label="Begin with a query or mutation" />}
        />
      ) : (
        <Button
          size="small"
          startIcon={<Telescope size={14} aria-hidden />}
          disabled={endpoint === '' || explore.isPending}
          onClick={() => explore.mutate({ endpoint, ...(credential ? { credential } : {}) })}
        >
          {explore.isPending ? 'Asking the server…' : 'Explore the schema'}
        </Button>
      )}
      {explore.isError && isOfEndpoint ? (
        <p role="alert" className={styles['problem']}>
          {describeError(explore.error)}
        </p>
      ) : null}
    </div>
  )
}

type Field = Reply<typeof routes.exploreGraphql>['items'][number]

const pickOf = (field: Field): Pick => ({
  value: keyOf(field),
  label: keyOf(field),
  detail: [field.type, field.description, field.deprecated ? 'deprecated' : ''].filter(Boolean).join(' · '),
})

const keyOf = ({ kind, name }: { kind: string; name: string }): string => `${kind} ${name}`

const textOf = (value: unknown): string => (typeof value === 'string' && !value.includes('{{') ? value : '')
