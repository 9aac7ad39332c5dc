import type { JsonSchema, JsonValue } from '@llamanexus/workflow'
import FormHelperText from '@mui/material/FormHelperText'
import TextField from '@mui/material/TextField'
import { useId } from 'react'
import { InlineMarkdown } from '../../ui/markdown.tsx'
import { ModelPicker } from '../../ui/model_picker.tsx'

interface TemplateFieldProps {
  name: string
  schema: JsonSchema
  value: JsonValue | undefined
  onChange(value: JsonValue): void
}

/** One thing that a template leaves open. */
export const TemplateField = ({ name, schema, value = '', onChange }: TemplateFieldProps) => {
  const described = useId()
  const label = textOf(schema['title']) ?? name
  const description = textOf(schema['description'])
  if (isModelField(schema))
    return (
      <div>
        <ModelPicker label={label} value={String(value)} onChange={onChange} describedBy={described} />
        {description === undefined ? null : (
          <FormHelperText id={described}>
            <InlineMarkdown text={description} />
          </FormHelperText>
        )}
      </div>
    )
  const isNumber = schema['type'] === 'number' || schema['type'] === 'integer'
  return (
    <TextField
      type={isNumber ? 'number' : 'text'}
      label={label}
      helperText={description === undefined ? undefined : <InlineMarkdown text={description} />}
      value={value}
      onChange={({ target }) => onChange(isNumber ? Number(target.value) : target.value)}
    />
  )
}

export const isModelField = (schema: JsonSchema): boolean => schema['x-widget'] === 'model'

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
