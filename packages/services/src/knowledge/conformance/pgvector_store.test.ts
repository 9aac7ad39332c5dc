import { type Peer, startPgvector } from '@llamanexus/testing/peers'
import { collectionStoreSuite } from './collection_store_suite.ts'
import { openKnowledgeWorld } from './world.ts'

let server: Peer | undefined

collectionStoreSuite('Postgres with pgvector', {
  async open() {
    server = await startPgvector()
    const world = openKnowledgeWorld({ shop: { url: server.url } })
    return { world, place: () => ({ kind: 'pgvector', credential: 'shop' }) }
  },
  close: async () => server?.stop(),
  runs: 150,
})
