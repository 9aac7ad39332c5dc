import type { App } from '../app.ts'
import { ApiProblem } from '../problems/api_problem.ts'
import type { Handlers } from './mount.ts'

export const nodeRoutes = ({ catalogue }: App): Pick<Handlers, 'listNodeTypes' | 'getNodeType'> => ({
  listNodeTypes({ query }) {
    const { limit = 200, offset = 0, category } = query ?? {}
    const types = [...catalogue.values()].filter(
      (info) => category === undefined || info.category === category,
    )
    return { items: types.slice(offset, offset + limit), total: types.length, limit, offset }
  },

  getNodeType({ params }) {
    const info = catalogue.get(params.type)
    if (!info) throw new ApiProblem('node_type_not_found')
    return info
  },
})
