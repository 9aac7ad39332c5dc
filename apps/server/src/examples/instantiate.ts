import type { JsonObject, JsonValue, WorkflowDraft } from '@llamanexus/workflow'
import { Compile } from 'typebox/schema'
import { ApiProblem } from '../problems/api_problem.ts'
import { addressed } from './addressed.ts'
import type { Template } from './load_templates.ts'

/**
 * The document of a template with its parameters as variables; one that is not given takes the default of its schema.
 * `{server_url}` anywhere in the template is the server's own address. Throws `parameters_invalid`.
 */
export function instantiate(general: Template, parameters: JsonObject, serverUrl: string): WorkflowDraft {
  const template = addressed(general, serverUrl)
  const values = { ...defaultsOf(template.parameters_schema), ...parameters }
  const validator = Compile(template.parameters_schema)
  if (!validator.Check(values)) throw invalid(validator.Errors(values)[1])
  const { name, ...variables } = values
  return {
    ...template.workflow,
    name: typeof name === 'string' && name !== '' ? name : template.workflow.name,
    variables: { ...template.workflow.variables, ...variables },
  }
}

function defaultsOf(schema: JsonObject): JsonObject {
  const properties = Object.entries(isObject(schema.properties) ? schema.properties : {})
  const given = properties.flatMap(([name, property]) =>
    isObject(property) && property.default !== undefined ? [[name, property.default] as const] : [],
  )
  return Object.fromEntries(given)
}

const invalid = (errors: readonly { instancePath: string; keyword: string; message: string }[]): ApiProblem =>
  new ApiProblem('parameters_invalid', {
    errors: errors.map(({ instancePath, keyword, message }) => ({
      pointer: instancePath,
      code: `schema_${keyword}`,
      message: `${instancePath || 'The parameters'} ${message}`,
    })),
  })

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
