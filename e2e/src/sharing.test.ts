import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { routes } from '@llamanexus/contract'
import { parseWorkflow, type WorkflowFile } from '@llamanexus/workflow'
import type { Page } from 'playwright-core'
import { nodeOf, properties } from './editor.ts'
import { openStage, type Stage } from './stage.ts'
import { draft, node } from './workflow_builder.ts'

const TYPED = 'typed-canary-77'
let stage: Stage
let elsewhere: Stage
before(async () => {
  stage = await openStage()
  elsewhere = await openStage()
})
after(async () => {
  await stage?.close()
  await elsewhere?.close()
})

const shoot = async (page: Page, name: string) => {
  const folder = process.env.E2E_SCREENSHOTS
  if (folder) await page.screenshot({ path: join(folder, name) })
}

const slug = {
  name: 'slug',
  description: 'Makes an address of a title',
  language: 'javascript' as const,
  code: "return title.toLowerCase().replaceAll(' ', '-')",
  parameters: { type: 'object', properties: { title: { type: 'string' } }, required: ['title'] },
}

const post = draft(
  'Announce a post',
  [
    node('in', 'manual_trigger', { label: 'New post', config: { sample: { title: 'Green Tea' } } }),
    node('slug', 'function_call', {
      label: 'Address',
      position: { x: 320, y: 0 },
      inputs: { name: 'slug', args: { title: '{{ trigger.title }}' } },
    }),
    node('send', 'http_request', {
      label: 'Announce',
      position: { x: 640, y: 0 },
      inputs: { url: 'https://api.example.com/posts', method: 'POST' },
      config: { auth: { type: 'bearer', credentials: { token: TYPED } } },
    }),
  ],
  ['in.trigger -> slug.after', 'slug.result -> send.body'],
)

test('a workflow is shared from its menu, looked at by somebody else, and copied with its function', async () => {
  await stage.call(routes.createFunction, { body: slug })
  const { id } = await stage.create(post)
  const page = await stage.open(`/workflows/${id}`)
  await nodeOf(page, 'Announce').waitFor()
  await page.getByRole('button', { name: 'Menu' }).click()
  await page.getByRole('button', { name: 'Share…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Share “Announce a post”' })
  await dialog.getByLabel('Note').fill('Set your own token, then run it.')
  await dialog.getByRole('button', { name: 'Make a link' }).click()
  await dialog.getByRole('status').getByRole('button', { name: 'Copy the link' }).click()
  const link = await page.evaluate<string>('navigator.clipboard.readText()')
  assert.match(link, /\/share\/[\w-]{32}$/)
  await shoot(page, 'share-dialog.png')

  const asked: string[] = []
  const visitor = await stage.open('/approvals')
  visitor.on('request', (request) => asked.push(request.url()))
  await visitor.goto(link)
  await visitor.getByRole('heading', { name: 'Announce a post' }).waitFor()
  await visitor.getByText('Set your own token, then run it.').waitFor()
  await visitor.getByText('1 secret left out. A copy asks for yours.').waitFor()
  await shoot(visitor, 'share-page.png')
  const editing = asked.filter((url) => /(builder_page|inspector|code_mirror)-[^/]*\.js/.test(url))
  assert.deepEqual(editing, [], 'no code for editing is loaded')

  const canvas = visitor.getByRole('application', { name: 'Workflow' })
  const card = canvas.getByRole('group', { name: 'Announce', exact: true })
  await card.click()
  const about = visitor.getByRole('region', { name: 'Node' })
  await about.getByText('https://api.example.com/posts').waitFor()
  const before = await card.boundingBox()
  await about.getByText('left out, a secret').waitFor()
  assert.equal(await about.getByRole('textbox').count(), 0)
  await shoot(visitor, 'share-node.png')
  await about.getByRole('tab', { name: 'Docs' }).click()
  await about.getByText('When to use it', { exact: false }).first().waitFor()
  await visitor.keyboard.press('Delete')
  assert.deepEqual(await card.boundingBox(), before, 'nothing moves, and nothing goes')
  assert.ok(!(await visitor.content()).includes(TYPED))

  await visitor.getByRole('button', { name: 'Copy to my workflows' }).click()
  await visitor.waitForURL(/\/workflows\/wf_/)
  await nodeOf(visitor, 'Address').getByText('slug', { exact: true }).waitFor()
  const { items } = await stage.call(routes.listWorkflows, { query: { search: 'Announce' } })
  assert.deepEqual(items.map(({ is_active }) => is_active).toSorted(), [false, true])
})

test('the file of a share is imported on another server, which says what it brought and what it lacks', async () => {
  const { items: workflows } = await stage.call(routes.listWorkflows, { query: { search: 'Announce' } })
  const id = workflows.find(({ is_active }) => is_active)?.id ?? ''
  const share = await stage.call(routes.shareWorkflow, { params: { id }, body: {} })
  const visitor = await stage.open(`/share/${share.token}`)
  const [download] = await Promise.all([
    visitor.waitForEvent('download'),
    visitor.getByRole('link', { name: 'YAML' }).click(),
  ])
  assert.equal(download.suggestedFilename(), 'announce-a-post.yaml')
  const text = await readFile(await download.path(), 'utf8')
  assert.deepEqual((parseWorkflow(text).workflow as WorkflowFile).functions, [slug])

  await elsewhere.call(routes.createFunction, { body: { ...slug, code: 'return 1' } })
  const page = await elsewhere.open('/workflows')
  await page.getByRole('button', { name: 'Import' }).click()
  await page.getByRole('dialog', { name: 'Import a workflow' }).getByRole('textbox').fill(text)
  await page.getByRole('button', { name: 'Import', exact: true }).last().click()
  const told = page.getByRole('dialog', { name: '“Announce a post” is here' })
  await told.getByText('It brought 1 function: slug_2', { exact: false }).waitFor()
  await told.getByText('Another function is called slug here', { exact: false }).waitFor()
  await shoot(page, 'import-brought.png')
  await told.getByRole('button', { name: 'Open it' }).click()
  await nodeOf(page, 'Address').getByText('slug_2', { exact: true }).waitFor()
  await elsewhere.call(routes.deleteFunction, { params: { name: 'slug_2' } })
  await page.reload()
  await nodeOf(page, 'Address').click()
  await properties(page)
    .getByText('calls the function "slug_2", which does not exist here', { exact: false })
    .waitFor()
  await shoot(page, 'import-lacks.png')
})

test('a link that was ended leads nowhere, at once and for everyone', async () => {
  const { items: workflows } = await stage.call(routes.listWorkflows, { query: { search: 'Announce' } })
  const id = workflows.find(({ is_active }) => is_active)?.id ?? ''
  const page = await stage.open('/workflows')
  const row = page.getByRole('article').filter({ has: page.locator(`a[href="/workflows/${id}"]`) })
  await row.getByRole('button', { name: 'More for' }).click()
  await page.getByRole('menuitem', { name: 'Share…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Share “Announce a post”' })
  const links = dialog.getByRole('region', { name: 'Links' }).getByRole('listitem')
  await links.first().waitFor()
  const count = await links.count()
  const address = await links.first().getByRole('link').getAttribute('href')
  await links.first().getByRole('button', { name: 'End the link' }).click()
  await links.first().getByRole('button', { name: 'End it' }).click()
  await links.nth(count - 1).waitFor({ state: 'detached' })

  const visitor = await stage.open('/approvals')
  const answer = await visitor.goto(address ?? '')
  assert.equal(answer?.status(), 404)
  await visitor.getByRole('heading', { name: 'This link leads nowhere' }).waitFor()
  await visitor.getByText('whoever made it has ended it', { exact: false }).waitFor()
  await shoot(visitor, 'share-gone.png')
})

test('the page and the dialog look right in the dark, and on a small screen', async () => {
  const { items } = await stage.call(routes.listWorkflows, { query: { search: 'Order receipt' } })
  const id = items[0]?.id ?? ''
  const share = await stage.call(routes.shareWorkflow, {
    params: { id },
    body: { follow_latest: true, title: 'Receipts', expires_in_days: 7 },
  })
  const dark = await stage.open(`/share/${share.token}`, { colorScheme: 'dark' })
  await dark.getByRole('heading', { name: 'Receipts' }).waitFor()
  await dark.getByText('The newest version', { exact: false }).waitFor()
  await shoot(dark, 'share-page-dark.png')
  const small = await stage.open(`/share/${share.token}`, { viewport: { width: 420, height: 800 } })
  await small.getByRole('heading', { name: 'Receipts' }).waitFor()
  const width = await small.evaluate<number>('document.documentElement.scrollWidth')
  assert.ok(width <= 420, `${width} px wide`)
  await shoot(small, 'share-page-small.png')
  const editor = await stage.open(`/workflows/${id}`, { colorScheme: 'dark' })
  await editor.getByRole('button', { name: 'Menu' }).click()
  await editor.getByRole('button', { name: 'Share…' }).click()
  await editor.getByRole('region', { name: 'Links' }).waitFor()
  await shoot(editor, 'share-dialog-dark.png')
})
