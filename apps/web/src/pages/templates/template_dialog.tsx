import type { TemplateInfo } from '@llamanexus/contract'
import type { JsonObject, JsonSchema, JsonValue } from '@llamanexus/workflow'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { useInstantiateTemplate } from '../../api/mutations.ts'
import { useModels } from '../../api/queries.ts'
import { FormDialog } from '../../dialogs/form_dialog.tsx'
import { suggestedModel } from './suggested_model.ts'
import { isModelField, TemplateField } from './template_field.tsx'

/** Asks for what a template leaves open, then makes a workflow of it. The server checks the answers. */
export const TemplateDialog = ({ template, onClose }: { template: TemplateInfo; onClose(): void }) => {
  const [, navigate] = useLocation()
  const { data: models } = useModels()
  const properties = Object.entries(
    (template.parameters_schema['properties'] ?? {}) as Record<string, JsonSchema>,
  )
  const [edited, setEdited] = useState<JsonObject>({})
  const standardOf = (schema: JsonSchema): JsonValue | undefined =>
    models && isModelField(schema)
      ? suggestedModel(models.items, models.default_model)
      : (schema['default'] as JsonValue | undefined)
  const valueOf = (name: string, schema: JsonSchema) => edited[name] ?? standardOf(schema)
  const instantiate = useInstantiateTemplate()
  const submit = async () => {
    const given = properties.flatMap(([name, schema]) => {
      const value = valueOf(name, schema)
      return value === undefined ? [] : [[name, value] as const]
    })
    const workflow = await instantiate.mutateAsync({
      id: template.id,
      parameters: Object.fromEntries(given),
    })
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
      {properties.map(([name, schema]) => (
        <TemplateField
          key={name}
          name={name}
          schema={schema}
          value={valueOf(name, schema)}
          onChange={(value) => setEdited({ ...edited, [name]: value })}
        />
      ))}
    </FormDialog>
  )
}
