import type { Locator, Page } from 'playwright-core'

/** The parts of the open editor, found as a person with a screen reader finds them. */
export const canvasOf = (page: Page): Locator => page.getByRole('application', { name: 'Workflow canvas' })

/** A node on the canvas, by what it is called. */
export const nodeOf = (page: Page, name: string): Locator =>
  canvasOf(page).getByRole('group', { name, exact: true })

/** `Output trigger`, `Input condition`: the way a port is read out, without its type. */
export const portOf = (page: Page, node: string, port: string): Locator =>
  nodeOf(page, node).getByRole('button', { name: `${port}, ` })

/** A node in a state of the run: `Done`, `Failed`, `Skipped`, `Running`, `Waiting`. */
export const nodeIn = (page: Page, node: string, state: string): Locator =>
  nodeOf(page, node).getByTitle(state, { exact: true })

export const runPanel = (page: Page): Locator => page.getByRole('region', { name: 'Runs' })

/** The run that is shown is in this state: `Running`, `Completed`, `Failed`, `Paused`. */
export const runIs = (page: Page, state: string): Promise<void> =>
  runPanel(page).locator('header').getByText(state, { exact: true }).waitFor()

/** Opens or closes the panel of runs. */
export const runPanelToggle = (page: Page): Locator =>
  page.getByRole('region', { name: 'Run', exact: true }).getByRole('button', { name: 'Run', exact: true })

export const timelineRow = (page: Page, name: string): Locator =>
  runPanel(page).getByRole('treeitem').filter({ hasText: name })

export const properties = (page: Page): Locator => page.getByRole('region', { name: 'Properties' })

export const saveStatus = (page: Page): Locator => page.locator('header').getByRole('status')

/** Waits until the server has everything. */
export const saved = (page: Page): Promise<void> =>
  saveStatus(page)
    .filter({ hasText: /^Saved$/ })
    .waitFor()

export const runButton = (page: Page): Locator =>
  page.getByRole('group', { name: 'Run the workflow' }).getByRole('button', { name: 'Run', exact: true })

/** Drags with the mouse from the middle of one thing to the middle of another, as a hand does: in steps. */
export async function drag(page: Page, from: Locator, to: Locator | { x: number; y: number }): Promise<void> {
  const start = await middleOf(from)
  const end = 'x' in to ? to : await middleOf(to)
  await page.mouse.move(start.x, start.y)
  await page.mouse.down()
  await page.mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2, { steps: 4 })
  await page.mouse.move(end.x, end.y, { steps: 4 })
  await page.mouse.up()
}

/** Once it rests: the canvas may still be moving to show all of it. */
export async function middleOf(target: Locator): Promise<{ x: number; y: number }> {
  await target.waitFor()
  for (let before = await target.boundingBox(); ; ) {
    await target.page().waitForTimeout(50)
    const box = await target.boundingBox()
    if (!box) throw new Error('It is not on the screen')
    if (box.x === before?.x && box.y === before.y)
      return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
    before = box
  }
}

/** Opens the properties of a node by a double click low on its card, where neither its name nor a port is. */
export async function openProperties(page: Page, name: string): Promise<Locator> {
  const box = await nodeOf(page, name).boundingBox()
  if (!box) throw new Error(`"${name}" is not on the screen`)
  await nodeOf(page, name).dblclick({ position: { x: box.width / 2, y: box.height * 0.85 } })
  const panel = properties(page)
  await panel.waitFor()
  return panel
}
