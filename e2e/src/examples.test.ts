import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { routes } from '@llamanexus/contract'
import { nodeIn, nodeOf, runButton, runIs, runPanel, saved } from './editor.ts'
import { openStage, type Stage } from './stage.ts'

/** Run in the page: keeps what cards show while text streams in, so that nothing is missed between two looks. */
const watchStreamedText = `
  seen = []
  new MutationObserver(() => {
    const text = document.querySelector('.canvas [data-streaming]')?.textContent
    if (text && seen.at(-1) !== text) seen.push(text)
  }).observe(document.body, { childList: true, subtree: true, characterData: true })
`

/** Run in the page: pairs of cards and notes that lie on one another. */
const overlaps = `
  (() => {
    const boxes = [...document.querySelectorAll('.react-flow__node-card, .react-flow__node-note')].map((node) => ({
      name: node.textContent.slice(0, 40),
      ...node.getBoundingClientRect().toJSON(),
    }))
    return boxes.flatMap((a, at) =>
      boxes
        .slice(at + 1)
        .filter((b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1)
        .map((b) => a.name + ' / ' + b.name),
    )
  })()
`

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const order = {
  number: 'B-7',
  customer: 'Grace Hopper',
  total: 42,
  lines: [
    { name: 'Tea', price: 4, qty: 3, extras: [{ name: 'Bow', price: 1 }] },
    { name: 'Cup', price: 27, qty: 1 },
  ],
}

/** A shop's own shipping service, on this machine. */
async function startShipping(): Promise<{ server: Server; address: string; asked: string[] }> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ carrier: 'Pigeon', cost: 2.5, days: 1 }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { server, asked, address: `127.0.0.1:${(server.address() as AddressInfo).port}` }
}

describe('the examples', () => {
  let stage: Stage
  let shipping: Awaited<ReturnType<typeof startShipping>>
  before(async () => {
    shipping = await startShipping()
    stage = await openStage({ LLAMANEXUS_HTTP_ALLOW: shipping.address })
  })
  after(async () => {
    await stage?.close()
    shipping.server.close()
  })

  const post = (body: unknown) =>
    fetch(`${stage.product.url}/webhooks/order-receipt`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })

  test('the first page of an empty home shows both, and one runs from there with its answer streamed', async () => {
    const page = await stage.open('/')
    const list = page.getByRole('list', { name: 'Workflows' })
    await list.getByRole('link', { name: 'Order receipt' }).waitFor()
    await list.getByRole('link', { name: 'Answer from a page' }).click()
    const reply = nodeOf(page, 'Answer from the page')
    await reply.waitFor()
    await page.evaluate(watchStreamedText)
    await runButton(page).click()
    await nodeIn(page, 'Answer', 'Done').waitFor()
    const output = runPanel(page).getByRole('region', { name: 'Final output' })
    await output.filter({ hasText: 'never runs again' }).waitFor()
    const texts = await page.evaluate<string[]>('seen')
    // How many steps are seen is up to the frames of the machine; that one was seen before the end is not.
    assert.ok(texts.length > 0, 'no text was seen while it was written')
    // The card shows the end of the text as it grows; the last words may come in the same frame as the result.
    const whole = (await output.textContent()) ?? ''
    const endOf = (text: string) => text.slice(-40).trim()
    for (const text of texts) assert.ok(whole.includes(endOf(text)), `${endOf(text)} is part of ${whole}`)
    await page.context().close()
  })

  test('an order that is posted runs live on the open canvas, and the caller has the receipt', async () => {
    const page = await stage.open('/workflows/order-receipt')
    await nodeOf(page, 'Order arrives').waitFor()
    await runButton(page).waitFor()
    const answer = await post({ ...order, total: 140 })
    assert.equal(answer.status, 200)
    assert.match(answer.headers.get('content-type') ?? '', /^text\/plain/)
    const receipt = await answer.text()
    assert.match(receipt, /^Receipt B-7 for Grace Hopper\n3 x Tea: 15\n1 x Cup: 27\nSubtotal: 42\n/)
    assert.match(receipt, /Large order, discount: 4\.2\nShipping with Express: 0\n/)
    for (const name of ['Order arrives', 'Read the order', '10 % off', 'For each line', 'Answer the caller'])
      await nodeIn(page, name, 'Done').waitFor()
    for (const name of ['Regular terms', 'Try it with a sample'])
      await nodeOf(page, name).locator('.card[data-run="skipped"]').waitFor()
    await runIs(page, 'Completed')
    await runPanel(page)
      .getByRole('region', { name: 'Final output' })
      .getByText(/Receipt B-7/)
      .waitFor()
    await page.context().close()
  })

  test('it calls another server once its address is set as a variable', async () => {
    const page = await stage.open('/workflows/order-receipt')
    await nodeOf(page, 'Order arrives').waitFor()
    await page.getByRole('button', { name: 'Variables' }).click()
    await page.getByRole('textbox', { name: 'Value of base_url' }).fill(`http://${shipping.address}`)
    await saved(page)
    const answer = await post(order)
    assert.match(await answer.text(), /Regular order, discount: 0\nShipping with Pigeon: 2\.5\nTo pay: 44\.5/)
    assert.deepEqual(shipping.asked, ['/demo/shipping?total=42'])
    await nodeIn(page, 'Regular terms', 'Done').waitFor()
    await page.context().close()
  })
})

describe('the templates', () => {
  let stage: Stage
  before(async () => {
    stage = await openStage()
  })
  after(() => stage?.close())

  test('lay their cards out apart from one another, with a note that says how each is used', async () => {
    const { items } = await stage.call(routes.listTemplates, { query: { limit: 100 } })
    for (const template of items) {
      const { id } = await stage.call(routes.instantiateTemplate, {
        params: { id: template.id },
        body: {},
      })
      const page = await stage.open(`/workflows/${id}`)
      await page.locator('.canvas .note').waitFor()
      await page
        .locator('.canvas .card')
        .nth(template.preview.nodes.length - 1)
        .waitFor()
      assert.deepEqual(await page.evaluate<string[]>(overlaps), [], template.name)
      await page.context().close()
    }
  })

  test('one that asks something runs with what it proposes', async () => {
    const page = await stage.open('/templates')
    await page.getByRole('button', { name: 'Use this: Answer from your documents' }).click()
    await page.getByRole('button', { name: 'Make the workflow' }).click()
    await runButton(page).click()
    await runIs(page, 'Completed')
    await page.context().close()
  })
})

describe('the examples on the command line', () => {
  const run = (file: string) =>
    promisify(execFile)(process.execPath, ['apps/cli/src/llamanexus.js', 'run', `examples/${file}`], {
      cwd: root,
    })

  test('the receipt, with no server running', async () => {
    const { stdout, stderr } = await run('order-receipt.json')
    assert.match(stdout, /^Receipt A-1042 for Ada Lovelace\n2 x Keyboard: 134\n/)
    assert.match(stderr, /shipping/)
  })

  test('the answer from a page', async () => {
    const { stdout } = await run('answer-from-page.json')
    assert.match(stdout, /killed in the middle of the run\. When the server starts again/)
  })
})
