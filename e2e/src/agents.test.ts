import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { routes } from '@llamanexus/contract'
import { type LlmServer, startLlmServer } from '@llamanexus/testing/llm-server'
import { canvasOf, nodeIn, nodeOf, runButton, runIs, runPanel, timelineRow } from './editor.ts'
import { openStage, type Stage } from './stage.ts'
import { draft, node } from './workflow_builder.ts'

let stage: Stage
let models: LlmServer
/** Counts what tools do to the world. */
let deeds = 0
const counter = createServer((_request, response) => {
  deeds += 1
  response.end(`deed ${deeds}`)
})

before(async () => {
  counter.listen(0, '127.0.0.1')
  await once(counter, 'listening')
  models = await startLlmServer()
  stage = await openStage({ LLAMANEXUS_HTTP_ALLOW: '127.0.0.1' })
})
after(async () => {
  await stage?.close()
  await models?.close()
  counter.close()
})

const at = (x: number) => ({ position: { x, y: 0 } })

test('an approval in the middle of a run is answered on the page, and the agent is shown turn by turn', async () => {
  const slug = {
    name: 'slug',
    description: 'A text as part of an address',
    language: 'javascript' as const,
    code: "return text.toLowerCase().replaceAll(' ', '-')",
    parameters: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
  }
  await stage.call(routes.createFunction, { body: slug })
  const { id } = await stage.create(
    draft(
      'Asking',
      [
        node('start', 'manual_trigger', { label: 'Start' }),
        node('ask', 'wait_approval', { label: 'Ask', config: { title: 'Shall it go on?' }, ...at(304) }),
        node('bot', 'agent', {
          label: 'Bot',
          config: { model: 'builtin', tools: [{ kind: 'function', name: 'slug', approval: 'always' }] },
          inputs: { prompt: 'Make the text Green Tea part of an address' },
          ...at(608),
        }),
        node('out', 'output', { label: 'Out', ...at(912) }),
      ],
      ['start.trigger -> ask.input', 'ask.approved -> bot.after', 'bot.response -> out.value'],
    ),
  )
  const page = await stage.open(`/workflows/${id}`)
  await nodeOf(page, 'Ask').waitFor()
  await runButton(page).click()
  await nodeIn(page, 'Ask', 'Waiting').waitFor()

  const approvals = await stage.open('/approvals')
  const badge = approvals.getByRole('navigation', { name: 'Pages' }).getByTitle('1 open')
  await badge.waitFor()
  const first = approvals.getByRole('article', { name: 'Shall it go on?' })
  await first.getByLabel('Your name').fill('Ada')
  await first.getByRole('button', { name: 'Approve' }).click()

  // The next question comes to the open page by itself, with the tool and its arguments.
  const second = approvals.getByRole('article', { name: 'Call slug?' })
  await second.getByText('Green Tea').first().waitFor()
  await nodeIn(page, 'Bot', 'Waiting').waitFor()
  await timelineRow(page, 'Bot').click()
  const inRun = runPanel(page).getByRole('article', { name: 'Call slug?' })
  await inRun.getByRole('button', { name: 'Approve' }).click()
  await runIs(page, 'Completed')
  await approvals.getByText('Nothing waits for you').waitFor()

  const steps = runPanel(page).getByRole('region', { name: 'Steps' })
  await steps.getByText('Turn 1').waitFor()
  await steps.getByText('Asked a person').waitFor()
  await steps.getByText('Approved by').waitFor()
  await steps.getByText('Turn 2').waitFor()
  const call = steps.locator('details').filter({ hasText: 'function' }).first()
  await call.locator('summary').click()
  await call.getByRole('region', { name: 'Arguments' }).waitFor()
  await call.getByRole('region', { name: 'Result' }).waitFor()
})

test('a question is answered on the card of its node', async () => {
  const { id } = await stage.create(
    draft(
      'On the card',
      [
        node('start', 'manual_trigger', { label: 'Start' }),
        node('ask', 'wait_approval', { label: 'Ask', config: { title: 'Yes or no?' }, ...at(304) }),
        node('no', 'output', { label: 'No', ...at(608) }),
      ],
      ['start.trigger -> ask.input', 'ask.rejected -> no.value'],
    ),
  )
  const page = await stage.open(`/workflows/${id}`)
  await runButton(page).click()
  await nodeIn(page, 'Ask', 'Waiting').waitFor()
  await canvasOf(page).getByRole('button', { name: 'Reject', exact: true }).click()
  await nodeIn(page, 'No', 'Done').waitFor()
  await runIs(page, 'Completed')
})

test('killed between the end of a tool and the next turn of the model, an agent does not call the tool again', async () => {
  const tool = await stage.create(
    draft(
      'Do a deed',
      [
        node('start', 'manual_trigger', { config: { sample: {} } }),
        node('deed', 'http_request', {
          inputs: { url: `http://127.0.0.1:${(counter.address() as AddressInfo).port}/`, method: 'POST' },
          ...at(304),
        }),
        node('out', 'output', at(608)),
      ],
      ['start.trigger -> deed.after', 'deed.response -> out.value'],
    ),
  )
  const { id } = await stage.create(
    draft(
      'Doer',
      [
        node('start', 'manual_trigger'),
        node('bot', 'agent', {
          config: {
            base_url: models.url,
            model: 'test-model',
            tools: [{ kind: 'workflow', name: tool.id }],
          },
          inputs: { prompt: 'Do it' },
          ...at(304),
        }),
        node('out', 'output', at(608)),
      ],
      ['start.trigger -> bot.after', 'bot.response -> out.value'],
    ),
  )
  models.script(
    { tool_calls: [{ id: 'c1', name: 'Do_a_deed', arguments: '{}' }] },
    { hang_after: [] },
    { text: 'It is done.' },
  )
  const run = await stage.call(routes.executeWorkflow, { params: { id }, query: {}, body: {} })
  // The second turn is asked for: the tool has ended, and what the model says to it never comes.
  await models.received(2)
  assert.equal(deeds, 1)
  await stage.product.kill()
  await stage.product.start()
  await models.received(3)
  const page = await stage.open(`/workflows/${id}/executions/${run.id}`)
  await runIs(page, 'Completed')
  const done = await stage.call(routes.getExecution, { params: { eid: run.id }, query: {} })
  assert.equal(done.final_output, 'It is done.')
  assert.equal(deeds, 1)
  assert.equal(models.requests.length, 3)
  const { items } = await stage.call(routes.listAllExecutions, { query: { parent_id: run.id } })
  assert.equal(items.length, 1)
})

test('a picture that a tool gives is seen by the model, and on the page', async () => {
  const data =
    'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAf0lEQVR42g3JUQZFMQxAwbecq6oioosppYQQQrd0lvo6v/P7Fm3RF2MhC13YYi5+36Zt+mZsZKMb28z94tAO/TAOctCDHeZ54TSnO8MRRx1zpr8IWtCDEUiggQUzXiQt6clIJNHEkpkvilb0YhRSaGHFrBeXdumXcZGLXuwyL3+Da0zhONQLdQAAAABJRU5ErkJggg=='
  const plot = {
    name: 'plot',
    description: 'Draws the sales',
    language: 'javascript' as const,
    code: `return { name: 'sales.png', data: '${data}', mime_type: 'image/png' }`,
    parameters: { type: 'object', properties: {} },
  }
  await stage.call(routes.createFunction, { body: plot })
  const { id } = await stage.create(
    draft(
      'Draws',
      [
        node('start', 'manual_trigger', { label: 'Start' }),
        node('bot', 'agent', {
          label: 'Bot',
          config: { base_url: models.url, model: 'm', tools: [{ kind: 'function', name: 'plot' }] },
          inputs: { prompt: 'How are the sales?' },
          ...at(304),
        }),
      ],
      ['start.trigger -> bot.after'],
    ),
  )
  models.script({ tool_calls: [{ id: 'c1', name: 'plot', arguments: '{}' }] }, { text: 'They rise.' })
  const page = await stage.open(`/workflows/${id}`)
  await runButton(page).click()
  await runIs(page, 'Completed')
  assert.ok(JSON.stringify(models.requests.at(-1)?.body).includes(`data:image/png;base64,${data}`))
  await timelineRow(page, 'Bot').click()
  const steps = runPanel(page).getByRole('region', { name: 'Steps' })
  await steps.getByText('with 1 picture').waitFor()
  await steps.locator('details').filter({ hasText: 'function' }).first().locator('summary').click()
  const picture = steps.getByRole('img', { name: 'Picture 1 of the result' })
  await picture.waitFor()
  const width = await picture.evaluate((image: { decode(): Promise<void>; naturalWidth: number }) =>
    image.decode().then(() => image.naturalWidth),
  )
  assert.equal(width, 8)
  const folder = process.env['E2E_SCREENSHOTS']
  if (folder) await page.screenshot({ path: join(folder, 'picture-step.png'), fullPage: true })
})
