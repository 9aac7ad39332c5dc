import type { GraphService } from '@llamanexus/node-sdk'
import { type BoltServer, boltEdge, boltNode, startBoltServer } from '@llamanexus/testing/bolt'

/** `bolt://graph.example.com` is a server on this machine where Ada knows Bob, started with the first question. */
export function graphPeer(graph: GraphService): GraphService & { stop(): Promise<void> } {
  let started: Promise<BoltServer> | undefined
  const start = () =>
    (started ??= startBoltServer({
      password: 'secret',
      answer: ({ params }) => ({
        columns: ['a', 'k', 'b'],
        rows: [
          [
            boltNode('n1', ['Person'], { name: params['name'] ?? 'Ada' }),
            boltEdge('e1', 'KNOWS', 'n1', 'n2'),
            boltNode('n2', ['Person'], { name: 'Bob' }),
          ],
        ],
      }),
    }))
  return {
    async query(request) {
      if (!request.address?.includes('graph.example.com')) return graph.query(request)
      const { host } = await start()
      // The example shows no password.
      const { username = 'neo4j', password = 'secret' } = request
      return graph.query({ ...request, username, password, address: `bolt://${host}` })
    },
    stop: async () => (await started)?.stop(),
  }
}
