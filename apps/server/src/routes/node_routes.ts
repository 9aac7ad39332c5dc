import { exampleWorkflow } from '@llamanexus/workflow'
import type { App } from '../app.ts'
import { addressed } from '../examples/addressed.ts'
import { ApiProblem } from '../problems/api_problem.ts'
import { readPosted } from '../read_document.ts'
import { takeIn } from '../transfer/take_in.ts'
import type { Handlers } from './mount.ts'

type NodeRoutes = Pick<Handlers, 'listNodeTypes' | 'getNodeType' | 'instantiateExample'>

export const nodeRoutes = (app: App): NodeRoutes => ({
  listNodeTypes({ query }) {
    const { limit = 200, offset = 0, category } = query ?? {}
    const types = [...app.catalogue.values()].filter(
      (info) => category === undefined || info.category === category,
    )
    return { items: types.slice(offset, offset + limit), total: types.length, limit, offset }
  },

  getNodeType: ({ params }) => typeNamed(app, params.type),

  async instantiateExample({ params, reply }) {
    const info = typeNamed(app, params.type)
    const example = info.examples[params.number - 1]
    if (!example) throw new ApiProblem('node_example_not_found')
    // Made to be looked at and run by hand; a trigger in it listens once somebody wants it to.
    const draft = { ...addressed(exampleWorkflow(info, example), app.url), is_active: false }
    return takeIn(app, readPosted(draft), reply)
  },
})

function typeNamed({ catalogue }: App, type: string) {
  const info = catalogue.get(type)
  if (!info) throw new ApiProblem('node_type_not_found')
  return info
}
