import { collectionStoreSuite } from './collection_store_suite.ts'
import { openKnowledgeWorld } from './world.ts'

collectionStoreSuite('the data directory', {
  open: async () => ({ world: openKnowledgeWorld(), place: () => ({ kind: 'embedded' }) }),
  close: async () => undefined,
  runs: 300,
})
