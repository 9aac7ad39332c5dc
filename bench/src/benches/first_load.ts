import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import type { Bench } from '../bench.ts'

const dist = fileURLToPath(new URL('../../../apps/web/dist/', import.meta.url))
const GOAL_KB = 600

/** What a browser fetches before the first page is there: the page, and every script and style it names. */
export const firstLoad: Bench = {
  name: 'first-load',
  async run() {
    if (!existsSync(`${dist}index.html`)) throw new Error('The web app is not built: npm run build')
    const page = readFileSync(`${dist}index.html`, 'utf8')
    const files = [...page.matchAll(/(?:src|href)="\/?([^"]+\.(?:js|css))"/g)].map(
      ([, file]) => `${dist}${file}`,
    )
    const size = [`${dist}index.html`, ...files].reduce(
      (sum, file) => sum + gzipSync(readFileSync(file)).length,
      0,
    )
    const kb = Math.round(size / 1000)
    return [
      {
        measure: "editor's first load, gzipped",
        ours: `${kb} kB`,
        goal: `< ${GOAL_KB} kB`,
        met: kb < GOAL_KB,
      },
    ]
  },
}
