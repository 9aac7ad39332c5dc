import type { TemplateInfo } from '@llamanexus/contract'
import type { JsonObject, JsonSchema, JsonValue } from '@llamanexus/workflow'
import TextField from '@mui/material/TextField'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { useInstantiateTemplate } from '../../api/mutations.ts'
import { FormDialog } from '../../dialogs/form_dialog.tsx'

/** Asks for what a template leaves open, then makes a workflow of it. The server checks the answers. */
export const TemplateDialog = ({ template, onClose }: { template: TemplateInfo; onClose(): void }) => {
  const [, navigate] = useLocation()
  const properties = Object.entries(
    (template.parameters_schema['properties'] ?? {}) as Record<string, JsonSchema>,
  )
  const [values, setValues] = useState<JsonObject>(() =>
    Object.fromEntries(
      properties.flatMap(([name, { default: standard }]) =>
        standard === undefined ? [] : [[name, standard as JsonValue]],
      ),
    ),
  )
  const instantiate = useInstantiateTemplate()
  const submit = async () => {
    const workflow = await instantiate.mutateAsync({ id: template.id, parameters: values })
    onClose()
    navigate(`/workflows/${workflow.id}`)
  }
  return (
    <FormDialog
      title={template.name}
      onClose={onClose}
      onSubmit={submit}
      action="Make the workflow"
      task={instantiate}
    >
      {properties.map(([name, schema]) => {
        const isNumber = schema['type'] === 'number' || schema['type'] === 'integer'
        return (
          <TextField
            key={name}
            type={isNumber ? 'number' : 'text'}
            label={typeof schema['title'] === 'string' ? schema['title'] : name}
            helperText={typeof schema['description'] === 'string' ? schema['description'] : undefined}
            value={values[name] ?? ''}
            onChange={({ target }) =>
              setValues({ ...values, [name]: isNumber ? Number(target.value) : target.value })
            }
          />
        )
      })}
    </FormDialog>
  )
}
