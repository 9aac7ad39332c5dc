import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { routes } from '@llamanexus/contract'
import { makeDocx, makePdf } from '@llamanexus/testing/documents'
import type { Page } from 'playwright-core'
import { openStage, type Stage } from './stage.ts'

let stage: Stage
before(async () => {
  stage = await openStage()
})
after(() => stage?.close())

interface Dropped {
  name: string
  content: Buffer | string
}

/** Drops the files on an element, as a browser tells of it. */
async function drop(page: Page, on: string, files: readonly Dropped[]): Promise<void> {
  const given = files.map(({ name, content }) => ({ name, base64: Buffer.from(content).toString('base64') }))
  // As a text: what it names is there in a browser alone.
  const dataTransfer = await page.evaluateHandle(`(() => {
    const transfer = new DataTransfer()
    for (const { name, base64 } of ${JSON.stringify(given)})
      transfer.items.add(new File([Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0))], name))
    return transfer
  })()`)
  await page.dispatchEvent(on, 'dragover', { dataTransfer })
  await page.dispatchEvent(on, 'drop', { dataTransfer })
}

test('files that are dropped are indexed, and those that cannot be are told of until somebody has seen it', async () => {
  await stage.call(routes.createCollection, { body: { name: 'drops' } })
  const page = await stage.open('/knowledge/drops')
  await page.getByText('No documents yet').waitFor()
  await drop(page, 'h1', [
    { name: 'plain.txt', content: 'Green tea is steeped for two minutes.' },
    { name: 'notes.md', content: '# Notes on tea\n\nBlack tea wants boiling water.' },
    { name: 'paper.pdf', content: makePdf(['White tea is dried only.']) },
    { name: 'letter.docx', content: makeDocx(['Oolong is half fermented.']) },
    { name: 'prices.csv', content: 'tea;price\nAssam;3,50\nSencha;4\n' },
    { name: 'locked.pdf', content: makePdf(['x'], { encrypted: true }) },
  ])
  const failed = page.getByRole('listitem').filter({ hasText: 'locked.pdf' })
  await failed
    .getByRole('alert')
    .getByText(/encrypted with a password/)
    .waitFor()
  await page.getByText('5 documents, 6 chunks').waitFor()
  await page.getByRole('button', { name: /^Notes on tea notes\.md/ }).waitFor()
  await failed.getByRole('button', { name: 'Dismiss locked.pdf' }).click()
  await failed.waitFor({ state: 'detached' })

  await drop(page, 'h1', [{ name: 'notes.md', content: '# Other notes\n\nMate is no tea.' }])
  await page.getByRole('button', { name: /^Other notes notes\.md/ }).waitFor()
  await page.getByText('5 documents, 6 chunks').waitFor()

  await page.getByRole('button', { name: 'Delete notes.md' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await page.getByText('4 documents, 5 chunks').waitFor()
})

test('nothing is kept of a document whose indexing is cancelled', async () => {
  await stage.call(routes.createCollection, { body: { name: 'cancelled' } })
  const page = await stage.open('/knowledge/cancelled')
  const lines = Array.from({ length: 80_000 }, (_, line) => `Line ${line} tells of tea number ${line * 7}.`)
  await drop(page, 'h1', [{ name: 'long.txt', content: lines.join('\n') }])
  await page.locator('[role=progressbar][aria-valuenow]:not([aria-valuenow="0"])').waitFor()
  await page.getByRole('button', { name: 'Cancel long.txt' }).click()
  await page.getByRole('list', { name: 'Being indexed' }).waitFor({ state: 'detached' })
  const { items } = await stage.call(routes.listIndexing, { params: { name: 'cancelled' } })
  assert.deepEqual(
    items.map(({ status }) => status),
    ['cancelled'],
  )
  assert.equal((await stage.call(routes.getCollection, { params: { name: 'cancelled' } })).chunks, 0)
})
