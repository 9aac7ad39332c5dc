import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { routes } from '@llamanexus/contract'
import { nodeIn, nodeOf, runButton, runIs, runPanel } from './editor.ts'
import { openStage, type Stage } from './stage.ts'
import { draft, fields, node } from './workflow_builder.ts'

let stage: Stage
before(async () => {
  stage = await openStage()
})
after(() => stage?.close())

const slow = draft(
  'Slow',
  [
    node('start', 'manual_trigger', { label: 'Start' }),
    fields('before', { at: '{{ Date.now() }}' }, { label: 'Before', position: { x: 304, y: 0 } }),
    node('wait', 'delay', { label: 'Wait', position: { x: 608, y: 0 }, inputs: { ms: 8000 } }),
    fields('after', { done: true }, { label: 'After', position: { x: 912, y: 0 } }),
    node('out', 'output', { label: 'Out', position: { x: 1216, y: 0 } }),
  ],
  [
    'start.trigger -> before.after',
    'before.output -> wait.input',
    'wait.output -> after.input',
    'wait.output -> out.value',
  ],
)

test('a run that is cut by kill -9 ends in the open page after the restart, and repeats nothing', async () => {
  const { id } = await stage.create(slow)
  const page = await stage.open(`/workflows/${id}`)
  await nodeOf(page, 'Wait').waitFor()
  await runButton(page).click()
  await nodeIn(page, 'Wait', 'Waiting').waitFor()
  const [run] = (await stage.call(routes.listExecutions, { params: { id }, query: {} })).items
  const eid = run?.id ?? ''
  const before = await stage.call(routes.getExecution, { params: { eid }, query: {} })

  await stage.product.kill()
  await runPanel(page).getByText('The server does not answer').waitFor()
  await stage.product.start()

  await nodeIn(page, 'After', 'Done').waitFor()
  await runIs(page, 'Completed')
  const done = await stage.call(routes.getExecution, { params: { eid }, query: {} })
  assert.equal(done.status, 'completed')
  assert.deepEqual(done.node_executions.before, before.node_executions.before, 'it ran once')
  assert.equal(done.node_executions.before?.attempts, 1)
  assert.deepEqual(done.final_output, done.node_executions.before?.outputs.output)
  const runs = await stage.call(routes.listExecutions, { params: { id }, query: {} })
  assert.equal(runs.total, 1)
})
