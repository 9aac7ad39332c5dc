import { startServer } from '@llamanexus/server'
import { draft, node, wires } from '../support/draft.ts'
import { answerUsage } from '../support/server_child.ts'
import { temporaryHome } from '../support/temporary_home.ts'
import { createWorkflow } from '../support/with_app.ts'

/** The whole product with one webhook: a transform, and an answer once the run is durable. */
const home = temporaryHome()
const server = await startServer({ home: home.path, port: 0, examples: false, log_level: 'error' })
await createWorkflow(server.url, {
  ...draft(
    'Webhook',
    [
      node('hook', 'http_webhook', { path: 'bench', method: 'POST', respond: 'response_node' }),
      node('set', 'set', {
        fields: { total: '{{ trigger.body.price * trigger.body.qty }}' },
        keep_input: false,
      }),
      node('answer', 'webhook_response'),
    ],
    wires('hook.body -> set.input', 'set.output -> answer.body'),
  ),
  is_active: true,
})
answerUsage(`${server.url}/webhooks/bench`, async () => {
  await server.close()
  home.remove()
})
