import { routes } from '@llamanexus/contract'
import type { Catalogue, NodeTypeInfo } from '@llamanexus/workflow'
import { withTemporarySession } from './session.ts'

const PAGE = 200

/** Every node type, as the server publishes them. */
export const loadCatalogue = (): Promise<Catalogue> =>
  withTemporarySession(async ({ call }) => {
    const types: NodeTypeInfo[] = []
    for (;;) {
      const page = await call(routes.listNodeTypes, { query: { limit: PAGE, offset: types.length } })
      types.push(...page.items)
      if (page.items.length === 0 || types.length >= page.total) {
        return new Map(types.map((info) => [info.type, info]))
      }
    }
  })
