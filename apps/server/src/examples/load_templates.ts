import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TemplateInfo } from '@llamanexus/contract'
import type { JsonObject, JsonValue, WorkflowDraft } from '@llamanexus/workflow'

/** A ready-made workflow as its file in `examples/` holds it. */
export interface Template extends Omit<TemplateInfo, 'preview' | 'sample'> {
  /** Made and run once in an empty home. */
  is_example: boolean
  /** What runs of it with the builtin model come to. */
  tests: readonly TemplateTest[]
  workflow: WorkflowDraft
}

/** One run of a template and what has to come of it; what is not given may be anything. */
export interface TemplateTest {
  name: string
  /** Which trigger fires; default the first that is started by hand. */
  trigger?: string
  /** Default: the sample of that trigger. */
  trigger_data?: JsonValue
  /** Answers to the questions of the run, in their order. */
  approvals?: readonly { decision: 'approved' | 'rejected'; comment?: string }[]
  /** Fields that the final output has, among others. */
  expected_output?: JsonObject
  /** Texts that stand somewhere in the final output. */
  output_contains?: readonly string[]
  /** By node id. */
  node_assertions?: Readonly<
    Record<string, { output?: JsonObject; completed?: boolean; skipped?: boolean; failed?: boolean }>
  >
}

/** Reads the templates of a folder, the examples first, then in the order of their file names. A file that is none is an error: it is ours. */
export async function loadTemplates(folder: string): Promise<Template[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json')).toSorted()
  const templates = await Promise.all(files.map((name) => readTemplate(join(folder, name))))
  return templates.toSorted((a, b) => Number(b.is_example) - Number(a.is_example))
}

/** As the API lists it: with a preview in place of the document. */
export const templateInfo = ({ workflow, ...template }: Template): TemplateInfo => ({
  id: template.id,
  name: template.name,
  description: template.description,
  category: template.category,
  parameters_schema: template.parameters_schema,
  sample: sampleOf(workflow),
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

/** What a run by hand starts with. */
const sampleOf = ({ nodes }: WorkflowDraft): JsonValue =>
  nodes.find(({ type, config }) => type === 'manual_trigger' && config.sample !== undefined)?.config.sample ??
  null

async function readTemplate(file: string): Promise<Template> {
  const read = JSON.parse(await readFile(file, 'utf8')) as Partial<Template>
  const { id, name, description = '', category = 'general', parameters_schema = {}, workflow } = read
  const { is_example = false, tests = [] } = read
  if (!id || !name || !workflow) throw new Error(`The template ${file} lacks an id, a name or a workflow.`)
  return {
    id,
    name,
    description,
    category,
    parameters_schema: parameters_schema as JsonObject,
    is_example,
    tests,
    workflow,
  }
}
