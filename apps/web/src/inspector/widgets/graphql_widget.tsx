import { routes } from '@llamanexus/contract'
import Autocomplete from '@mui/material/Autocomplete'
import Button from '@mui/material/Button'
import TextField from '@mui/material/TextField'
import { useMutation } from '@tanstack/react-query'
import { Telescope } from 'lucide-react'
import { useApi } from '../../api/api_context.tsx'
import { CodeEditor } from '../../ui/code_editor.tsx'
import { describeError } from '../../ui/describe_error.ts'
import type { WidgetProps } from './widget_props.ts'
import styles from './widgets.module.css'

/** The text of a GraphQL operation, and what the server offers, each field with an operation to begin with. */
export const GraphqlWidget = ({ field, value, onChange, isInvalid, node }: WidgetProps) => {
  const { call } = useApi()
  const endpoint = textOf(node?.read(String(field.schema['x-endpoint-from'])))
  const credential = textOf(node?.read('/config/credential'))
  const explore = useMutation({
    mutationFn: () =>
      call(routes.exploreGraphql, { body: { endpoint, ...(credential ? { credential } : {}) } }),
  })
  const fields = explore.data?.items ?? []
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
          options={fields.map(keyOf)}
          onChange={(_, name) => take(name)}
          renderOption={({ key, ...props }, option) => {
            const found = fields.find((one) => keyOf(one) === option)
            return (
              <li key={key} {...props}>
                <span className={styles['pick']}>
                  <span>{option}</span>
                  <small>{[found?.type, found?.description].filter(Boolean).join(' · ')}</small>
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
          onClick={() => explore.mutate()}
        >
          {explore.isPending ? 'Asking the server…' : 'Explore the schema'}
        </Button>
      )}
      {explore.isError ? (
        <p role="alert" className={styles['problem']}>
          {describeError(explore.error)}
        </p>
      ) : null}
    </div>
  )
}

const keyOf = ({ kind, name }: { kind: string; name: string }): string => `${kind} ${name}`

const textOf = (value: unknown): string => (typeof value === 'string' && !value.includes('{{') ? value : '')
