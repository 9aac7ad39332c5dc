import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TemplateInfo } from '@llamanexus/contract'
import type { JsonObject, WorkflowDraft } from '@llamanexus/workflow'

/** A ready-made workflow as its file in `examples/` holds it. */
export interface Template extends Omit<TemplateInfo, 'preview'> {
  workflow: WorkflowDraft
}

/** Reads the templates of a folder, in the order of their file names. A file that is none is an error: it is ours. */
export async function loadTemplates(folder: string): Promise<Template[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json')).toSorted()
  return Promise.all(files.map((name) => readTemplate(join(folder, name))))
}

/** As the API lists it: with a preview in place of the document. */
export const templateInfo = ({ workflow, ...template }: Template): TemplateInfo => ({
  ...template,
  preview: {
    nodes: workflow.nodes.map(({ id, type, position, label, parent }) => ({
      id,
      type,
      position,
      ...(label !== undefined && { label }),
      ...(parent !== undefined && { parent }),
    })),
    connections: workflow.connections.map(({ source_node, target_node }) => [source_node, target_node]),
  },
})

async function readTemplate(file: string): Promise<Template> {
  const read = JSON.parse(await readFile(file, 'utf8')) as Partial<Template>
  const { id, name, description = '', category = 'general', parameters_schema = {}, workflow } = read
  if (!id || !name || !workflow) throw new Error(`The template ${file} lacks an id, a name or a workflow.`)
  return { id, name, description, category, parameters_schema: parameters_schema as JsonObject, workflow }
}
