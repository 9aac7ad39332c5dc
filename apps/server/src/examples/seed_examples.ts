import type { App } from '../app.ts'
import { readPosted } from '../read_document.ts'
import { bringFunctions } from '../transfer/bring_functions.ts'
import { functionsHere } from '../transfer/take_in.ts'
import { instantiate } from './instantiate.ts'
import type { Template } from './load_templates.ts'

const seededKey = 'examples_seeded'
const addressKey = 'server_url'

/**
 * Makes the examples on the first start of an empty home and runs each once, so that the first page has something to
 * show. On later starts the workflows that call this server follow it to a new address.
 */
export async function seedExamples(app: App): Promise<void> {
  const { settings, workflows } = app.store
  const before = await settings.get(addressKey)
  if (before !== app.url) await settings.set(addressKey, app.url)
  if (typeof before === 'string' && before !== app.url) await followAddress(app, before)
  if ((await settings.get(seededKey)) !== undefined) return
  const { total } = await workflows.list({ limit: 1, offset: 0 })
  const examples = app.templates.filter((template) => template.is_example)
  if (total === 0) for (const template of examples) await seed(app, template)
  await settings.set(seededKey, true)
}

async function seed(app: App, template: Template): Promise<void> {
  const file = readPosted({ ...instantiate(template, {}, app.url), id: template.id })
  const { workflow: draft } = await bringFunctions(file, functionsHere(app))
  const workflow = await app.documents.create(draft)
  await app.runs.start({ workflow, source: 'example' })
}

async function followAddress(app: App, before: string): Promise<void> {
  for (const { id } of app.templates) {
    const workflow = await app.store.workflows.get(id)
    if (workflow?.variables.base_url !== before) continue
    const moved: unknown = JSON.parse(JSON.stringify(workflow).replaceAll(before, app.url))
    await app.documents.save(id, moved, { change_summary: `The server answers at ${app.url} now` })
  }
}
