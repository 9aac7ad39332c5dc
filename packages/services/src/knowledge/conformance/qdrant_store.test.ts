import { type QdrantServer, startQdrant } from '@llamanexus/testing/peers'
import { collectionStoreSuite } from './collection_store_suite.ts'
import { openKnowledgeWorld } from './world.ts'

let server: QdrantServer | undefined

collectionStoreSuite('Qdrant', {
  async open() {
    server = await startQdrant()
    const { url } = server
    return { world: openKnowledgeWorld(), place: () => ({ kind: 'qdrant', url }) }
  },
  close: async () => server?.stop(),
  runs: 150,
})
