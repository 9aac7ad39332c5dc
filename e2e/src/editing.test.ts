import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { routes } from '@llamanexus/contract'
import type { Workflow } from '@llamanexus/workflow'
import type { Page } from 'playwright-core'
import {
  canvasOf,
  drag,
  middleOf,
  nodeIn,
  nodeOf,
  portOf,
  properties,
  runButton,
  runIs,
  runPanel,
  saved,
  saveStatus,
} from './editor.ts'
import { eventually } from './eventually.ts'
import { openStage, type Stage } from './stage.ts'
import { draft, fields, node } from './workflow_builder.ts'

let stage: Stage
before(async () => {
  stage = await openStage()
})
after(() => stage?.close())

const read = (id: string): Promise<Workflow> => stage.call(routes.getWorkflow, { params: { id } })

/** Three nodes in a row: `Start`, `Middle`, `End`. */
const row = (name: string) =>
  draft(
    name,
    [
      node('start', 'manual_trigger', { label: 'Start' }),
      fields('middle', { a: 1 }, { label: 'Middle', position: { x: 304, y: 0 } }),
      node('end', 'output', { label: 'End', position: { x: 608, y: 0 } }),
    ],
    ['start.trigger -> middle.input', 'middle.output -> end.value'],
  )

async function openNew(document: ReturnType<typeof draft>): Promise<{ id: string; page: Page }> {
  const { id } = await stage.create(document)
  const page = await stage.open(`/workflows/${id}`)
  await nodeOf(page, document.nodes[0]?.label ?? '').waitFor()
  return { id, page }
}

const rename = (page: Page, name: string): Promise<void> =>
  page.getByRole('textbox', { name: 'Workflow name' }).fill(name)

const nameIn = (page: Page): Promise<string> =>
  page.getByRole('textbox', { name: 'Workflow name' }).inputValue()

describe('no work is lost', () => {
  test('a refresh right after a change keeps it, and the server has it soon', async () => {
    const { id, page } = await openNew(row('Before'))
    await rename(page, 'Changed just now')
    await saveStatus(page)
      .filter({ hasText: /Kept on this device|Saving|Saved/ })
      .waitFor()
    await page.reload()
    await nodeOf(page, 'Start').waitFor()
    assert.equal(await nameIn(page), 'Changed just now')
    await eventually(async () => assert.equal((await read(id)).name, 'Changed just now'))
    await page.context().close()
  })

  test('a refresh in the middle of typing keeps every letter', async () => {
    const { id, page } = await openNew(row('Before'))
    await page.getByRole('textbox', { name: 'Workflow name' }).focus()
    await page.keyboard.press('End')
    await page.keyboard.type(' and after')
    await page.reload()
    await nodeOf(page, 'Start').waitFor()
    assert.equal(await nameIn(page), 'Before and after')
    await eventually(async () => assert.equal((await read(id)).name, 'Before and after'))
    await page.context().close()
  })

  test('while the server is away changes are kept, said so, and saved when it is back', async () => {
    const { id, page } = await openNew(row('Away'))
    await stage.product.kill()
    await rename(page, 'Made without a server')
    await saveStatus(page).filter({ hasText: 'kept on this device' }).waitFor()
    await stage.product.start()
    await saved(page)
    assert.equal((await read(id)).name, 'Made without a server')
    await page.context().close()
  })

  test('two windows that change the same thing are asked, and keeping both loses neither', async () => {
    const { id, page } = await openNew(row('Shared'))
    const other = await page.context().newPage()
    await other.goto(`/workflows/${id}`)
    await nodeOf(other, 'Start').waitFor()
    await Promise.all([rename(page, 'Mine'), rename(other, 'Theirs')])
    const dialogs = [page, other].map((one) => one.getByRole('dialog', { name: 'Somebody else' }))
    const loser = await eventually(async () => {
      for (const dialog of dialogs) if (await dialog.isVisible()) return dialog
      throw new Error('Nobody was asked')
    })
    await loser.getByRole('cell', { name: 'Mine' }).waitFor()
    await loser.getByRole('cell', { name: 'Theirs' }).waitFor()
    await loser.getByRole('button', { name: 'Keep both' }).click()
    await loser.waitFor({ state: 'detached' })
    await eventually(async () => {
      const { items } = await stage.call(routes.listWorkflows, { query: {} })
      const names = items.map(({ name }) => name).join()
      assert.match(names, /Mine/)
      assert.match(names, /Theirs/)
    })
    await page.context().close()
  })
})

describe('the canvas', () => {
  test('what is copied in one workflow is pasted into another, connections and all', async () => {
    const { page } = await openNew(row('From'))
    await canvasOf(page).focus()
    await page.keyboard.press('Control+a')
    await page.keyboard.press('Control+c')
    // The system's clipboard is written in its own time; leaving the page before would be leaving without a copy.
    const copied = () => page.evaluate<string>('navigator.clipboard.readText()')
    await eventually(async () => assert.match(await copied(), /Middle/))
    const { id } = await stage.create({ name: 'To', nodes: [], connections: [] })
    await page.goto(`/workflows/${id}`)
    await saved(page)
    await canvasOf(page).focus()
    await page.keyboard.press('Control+v')
    await nodeOf(page, 'Middle').waitFor()
    await saved(page)
    const pasted = await read(id)
    assert.deepEqual([pasted.nodes.length, pasted.connections.length], [3, 2])
    await page.context().close()
  })

  test('an illegal connection says why and offers what converts', async () => {
    const { id, page } = await openNew(
      draft(
        'Types',
        [
          node('start', 'manual_trigger', { label: 'Start' }),
          fields('object', {}, { label: 'Object', position: { x: 0, y: 200 } }),
          node('text', 'regex_extract', { label: 'Text', position: { x: 480, y: 100 } }),
        ],
        [],
      ),
    )
    await drag(page, portOf(page, 'Object', 'Output output'), portOf(page, 'Text', 'Input text'))
    await page.getByText('object does not fit string').waitFor()
    await page.getByRole('button', { name: /^Put .* between$/ }).click()
    await saved(page)
    const { connections, nodes } = await read(id)
    assert.deepEqual([nodes.length, connections.length], [4, 2])
    await page.context().close()
  })

  test('a node that is deleted with healing leaves its neighbours connected, and undo brings it back', async () => {
    const { id, page } = await openNew(row('Heal'))
    await nodeOf(page, 'Middle').click({ position: { x: 120, y: 18 } })
    await page.keyboard.press('Shift+Delete')
    await nodeOf(page, 'Middle').waitFor({ state: 'detached' })
    await saved(page)
    const { connections } = await read(id)
    assert.deepEqual(
      connections.map(({ source_node, target_node }) => [source_node, target_node]),
      [['start', 'end']],
    )
    await page.keyboard.press('Control+z')
    await nodeOf(page, 'Middle').waitFor()
    await saved(page)
    assert.equal((await read(id)).connections.length, 2)
    await page.context().close()
  })

  test('a container takes a node that is dropped into it, and gives it away again', async () => {
    const { id, page } = await openNew(
      draft(
        'Drop',
        [
          fields('loose', {}, { label: 'Loose', position: { x: 0, y: 0 } }),
          node('each', 'loop', { label: 'Each', position: { x: 320, y: 0 } }),
        ],
        [],
      ),
    )
    const target = await middleOf(nodeOf(page, 'Each'))
    await drag(page, nodeOf(page, 'Loose'), { x: target.x, y: target.y + 60 })
    await eventually(async () =>
      assert.equal((await read(id)).nodes.find((one) => one.id === 'loose')?.parent, 'each'),
    )
    const outside = await middleOf(canvasOf(page))
    await drag(page, nodeOf(page, 'Loose'), { x: outside.x, y: outside.y + 300 })
    await eventually(async () =>
      assert.equal((await read(id)).nodes.find((one) => one.id === 'loose')?.parent, undefined),
    )
    await page.context().close()
  })

  test('a finding is told, leads to its node, and its fix settles it', async () => {
    const { page } = await openNew(
      draft(
        'Finding',
        [
          node('start', 'manual_trigger', { label: 'Start' }),
          fields('a', { a: 1 }, { label: 'A', position: { x: 304, y: 0 } }),
          fields('b', { b: 1 }, { label: 'B', position: { x: 304, y: 160 } }),
          node('end', 'output', { label: 'End', position: { x: 800, y: 0 } }),
        ],
        [
          'start.trigger -> a.after',
          'start.trigger -> b.after',
          'a.output -> end.value',
          'b.output -> end.value',
        ],
      ),
    )
    await page.getByRole('button', { name: '1 error, 0 warnings' }).click()
    await page.locator('#findings').getByRole('button').click()
    await properties(page).getByRole('note').getByRole('button', { name: 'Insert a merge' }).click()
    await page.getByRole('button', { name: 'No findings' }).waitFor()
    await nodeOf(page, 'Merge').waitFor()
    await page.context().close()
  })
})

describe('runs in the editor', () => {
  test('a run is paused, goes on, and another is stopped; the history opens the first again', async () => {
    const { page } = await openNew(
      draft(
        'Controls',
        [
          node('start', 'manual_trigger', { label: 'Start', config: { sample: { ms: 60_000 } } }),
          node('wait', 'delay', {
            label: 'Wait',
            position: { x: 304, y: 0 },
            inputs: { ms: '{{ trigger.ms }}' },
          }),
          node('then', 'delay', { label: 'Then', position: { x: 608, y: 0 }, inputs: { ms: 1 } }),
        ],
        ['start.trigger -> wait.input', 'wait.output -> then.input'],
      ),
    )
    await page.getByRole('button', { name: 'More ways to run' }).click()
    await page.getByRole('menuitem', { name: 'Run with data…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Run with data' })
    const data = dialog.getByRole('textbox', { name: 'Trigger data as JSON' })
    await data.fill('{"ms": 3000}')
    await dialog.getByRole('button', { name: 'Run', exact: true }).click()
    await nodeIn(page, 'Wait', 'Waiting').waitFor()
    await page.getByRole('button', { name: 'Pause' }).click()
    await runIs(page, 'Paused')
    await page.getByRole('button', { name: 'Resume' }).click()
    await nodeIn(page, 'Then', 'Done').waitFor()
    await runIs(page, 'Completed')

    await runButton(page).click()
    await nodeIn(page, 'Wait', 'Waiting').waitFor()
    await page.getByRole('button', { name: 'Stop' }).click()
    await runIs(page, 'Cancelled')
    await nodeIn(page, 'Wait', 'Stopped').waitFor()

    await runPanel(page).getByRole('tab', { name: 'History' }).click()
    const runs = runPanel(page).getByRole('listitem')
    await eventually(async () => assert.equal(await runs.count(), 2))
    await runs
      .filter({ hasText: 'Completed' })
      .getByRole('button', { name: /^Completed/ })
      .click()
    await runIs(page, 'Completed')
    await nodeIn(page, 'Then', 'Done').waitFor()
    await page.context().close()
  })
})
