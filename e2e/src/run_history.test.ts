import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { routes } from '@llamanexus/contract'
import { canvasOf, nodeIn, portOf, runIs, runPanel } from './editor.ts'
import { openStage, type Stage } from './stage.ts'

let stage: Stage
before(async () => {
  stage = await openStage()
})
after(() => stage?.close())

test('a run of before shows what went through its ports, is compared with another one, and is run again', async () => {
  const { id } = await stage.create({
    name: 'Compared',
    nodes: [
      { id: 'start', type: 'manual_trigger', label: 'Start', position: { x: 0, y: 0 }, config: {} },
      {
        id: 'out',
        type: 'output',
        label: 'Out',
        position: { x: 320, y: 0 },
        config: {},
        inputs: { value: '{{ trigger.n }}' },
      },
    ],
    connections: [
      { id: 'c', source_node: 'start', source_port: 'trigger', target_node: 'out', target_port: 'after' },
    ],
  })
  const run = (n: number) =>
    stage.call(routes.executeWorkflow, { params: { id }, query: { wait: 30 }, body: { n } })
  const [first] = [await run(1), await run(2)]

  const page = await stage.open(`/workflows/${id}/executions/${first.id}`)
  await nodeIn(page, 'Out', 'Done').waitFor()
  await portOf(page, 'Start', 'Output trigger').hover()
  await canvasOf(page).getByRole('status').filter({ hasText: '"n": 1' }).waitFor()
  await portOf(page, 'Out', 'Input value').hover()
  await canvasOf(page).getByRole('status').filter({ hasText: 'number' }).waitFor()

  const panel = runPanel(page)
  await panel.getByRole('tab', { name: 'History' }).click()
  const marks = panel.getByRole('checkbox', { name: /^Compare the run/ })
  await marks.first().check()
  await marks.last().check()
  await panel.getByRole('button', { name: 'Compare', exact: true }).click()
  await panel.getByRole('button', { name: /The whole run/ }).click()
  const outputOf = (when: string) =>
    panel.getByRole('region', { name: `final output, ${when}` }).textContent()
  assert.match((await outputOf('before')) ?? '', /1/)
  assert.match((await outputOf('after')) ?? '', /2/)

  await panel.getByRole('button', { name: 'Back to the history' }).click()
  await panel
    .getByRole('button', { name: /^Run again, with/ })
    .first()
    .click()
  await page.waitForURL((url) => url.pathname.includes('/executions/') && !url.pathname.endsWith(first.id))
  await runIs(page, 'Completed')
  const { items } = await stage.call(routes.listExecutions, { params: { id } })
  assert.deepEqual(
    items.map(({ source }) => source),
    ['retry', 'manual', 'manual'],
  )
})
