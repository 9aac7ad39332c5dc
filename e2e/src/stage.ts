import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type Call, createClient, routes } from '@llamanexus/contract'
import type { Workflow, WorkflowDraft } from '@llamanexus/workflow'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { launchBrowser } from './browser.ts'
import { type Product, startProduct } from './product.ts'

/** One product and one browser for the tests of a file. */
export interface Stage {
  readonly product: Product
  readonly call: Call
  /** A page in a window of its own, which shares nothing with the others. */
  open(path: string, options?: BrowserContextOptions): Promise<Page>
  create(draft: WorkflowDraft): Promise<Workflow>
  /**
   * Ends all; fails when a page threw an error that nobody caught. With `E2E_SCREENSHOTS` a picture of each page that is
   * still open, as after a failed test, goes to that folder.
   */
  close(): Promise<void>
}

/** `env` goes to the product's process. */
export async function openStage(env: Record<string, string> = {}): Promise<Stage> {
  const product = await startProduct(env)
  // One that did not come up would be left to itself by an error of the other.
  const browser = await launchBrowser().catch(async (error: unknown) => {
    await product.remove()
    throw error
  })
  const call = createClient({ baseUrl: product.url })
  const problems: string[] = []
  return {
    product,
    call,
    async open(path, options = {}) {
      const context = await browser.newContext({
        baseURL: product.url,
        viewport: { width: 1440, height: 900 },
        reducedMotion: 'reduce',
        permissions: ['clipboard-read', 'clipboard-write'],
        ...options,
      })
      context.setDefaultTimeout(30_000)
      const page = await context.newPage()
      page.on('pageerror', (error) => problems.push(error.stack ?? error.message))
      await page.goto(path)
      return page
    },
    create: (draft) => call(routes.createWorkflow, { body: draft }),
    async close() {
      const folder = process.env.E2E_SCREENSHOTS
      const pages = browser.contexts().flatMap((context) => context.pages())
      if (folder)
        await Promise.all(
          pages.map((page, at) => page.screenshot({ path: join(folder, `left-open-${at}.png`) })),
        )
      await browser.close()
      await product.remove()
      assert.deepEqual(problems, [], 'no page throws')
    },
  }
}
