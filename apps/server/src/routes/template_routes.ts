import type { JsonObject, WorkflowDraft } from '@llamanexus/workflow'
import type { App } from '../app.ts'
import { addressed } from '../examples/addressed.ts'
import { instantiate } from '../examples/instantiate.ts'
import { templateInfo } from '../examples/load_templates.ts'
import { ApiProblem } from '../problems/api_problem.ts'
import { readPosted } from '../read_document.ts'
import { takeIn } from '../transfer/take_in.ts'
import type { Handlers } from './mount.ts'
import { paged } from './workflow_routes.ts'

export const templateRoutes = (app: App): Pick<Handlers, 'listTemplates' | 'instantiateTemplate'> => ({
  listTemplates({ query }) {
    const { limit, offset, category } = paged(query)
    const found = app.templates.filter((template) => category === undefined || template.category === category)
    return {
      // What a form takes from here comes back as a parameter.
      items: addressed(found.slice(offset, offset + limit).map(templateInfo), app.url),
      total: found.length,
      limit,
      offset,
    }
  },

  async instantiateTemplate({ params, body, reply }) {
    const template = app.templates.find(({ id }) => id === params.id)
    if (!template) throw new ApiProblem('template_not_found')
    const draft = instantiate(template, (body ?? {}) as JsonObject, app.url)
    return takeIn(app, readPosted(draft), reply, (workflow) => create(app, workflow))
  },
})

/** A second workflow from one template cannot have the first one's webhook address: it is made inactive. */
async function create({ documents }: App, draft: WorkflowDraft) {
  try {
    return await documents.create(draft)
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.code !== 'webhook_path_taken') throw error
    return documents.create({ ...draft, is_active: false })
  }
}
