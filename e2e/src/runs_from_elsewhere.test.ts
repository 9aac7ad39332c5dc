import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { routes } from '@llamanexus/contract'
import { canvasOf, nodeIn, runIs, runPanel } from './editor.ts'
import { openStage, type Stage } from './stage.ts'

let stage: Stage
before(async () => {
  stage = await openStage()
})
after(() => stage?.close())

test('a run that a trigger starts shows by itself, and can be run again from its heading', async () => {
  const { id } = await stage.create({
    name: 'Called',
    is_active: true,
    nodes: [
      {
        id: 'hook',
        type: 'http_webhook',
        label: 'Hook',
        position: { x: 0, y: 0 },
        config: { path: 'called' },
      },
      {
        id: 'out',
        type: 'output',
        label: 'Out',
        position: { x: 320, y: 0 },
        config: {},
        inputs: { value: '{{ trigger.body.n }}' },
      },
    ],
    connections: [
      { id: 'c', source_node: 'hook', source_port: 'body', target_node: 'out', target_port: 'after' },
    ],
  })
  const page = await stage.open('/workflows')
  // The page learns of runs once it has asked for them.
  const asksForRuns = ({ payload }: { payload: string | Buffer }) =>
    String(payload).includes(`workflow:${id}`)
  const listening = page
    .waitForEvent('websocket')
    .then((socket) => socket.waitForEvent('framesent', asksForRuns))
  await page.goto(`/workflows/${id}`)
  await canvasOf(page).waitFor()
  await listening
  assert.equal(await runPanel(page).count(), 0)
  await fetch(`${stage.product.url}/webhooks/called`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"n":7}',
  })
  await runIs(page, 'Completed')
  await nodeIn(page, 'Out', 'Done').waitFor()

  const first = page.url()
  await runPanel(page).getByRole('button', { name: 'Run again' }).click()
  await page.waitForURL((url) => url.href !== first && url.pathname.includes('/executions/'))
  await runIs(page, 'Completed')
  assert.equal(await page.getByText('Another run has started').count(), 0)
  const { items } = await stage.call(routes.listExecutions, { params: { id } })
  assert.deepEqual(
    items.map(({ source, status }) => [source, status]),
    [
      ['retry', 'completed'],
      ['webhook', 'completed'],
    ],
  )
})
