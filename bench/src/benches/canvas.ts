import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { launchBrowser } from '@llamanexus/e2e/browser'
import { startProduct } from '@llamanexus/e2e/product'
import type { Bench, Row } from '../bench.ts'
import { draft, node, wires } from '../support/draft.ts'
import { type Frames, frameTimes } from '../support/frame_times.ts'

const COUNTS = [100, 500, 1000]
const PASSES = 3

/** The editor with many nodes beside bare React Flow with as many plain ones: frame times while panning, zooming and dragging. */
export const canvas: Bench = {
  name: 'canvas',
  run: async () => {
    const bare = await serveBareFlow()
    const product = await startProduct()
    const browser = await launchBrowser()
    try {
      const rows: Row[] = []
      for (const count of COUNTS) {
        const id = await create(product.url, count)
        // In turns, so that what else the machine does falls on both.
        const passes: { ours: Frames; plain: Frames }[] = []
        for (let pass = 0; pass < PASSES; pass++) {
          const ours = await frameTimes(browser, `${product.url}/workflows/${id}`)
          passes.push({ ours, plain: await frameTimes(browser, `${bare.url}/?nodes=${count}`) })
        }
        const ours = middleOf(passes.map((pass) => pass.ours))
        const plain = middleOf(passes.map((pass) => pass.plain))
        rows.push(...rowsOf(count, ours, plain))
      }
      return rows
    } finally {
      await browser.close()
      await product.remove()
      await bare.close()
    }
  },
}

/** Of every figure the median of the passes; the most of what is counted. */
const middleOf = (passes: readonly Frames[]): Frames => {
  const median = (pick: (frames: Frames) => number) =>
    passes.map(pick).toSorted((a, b) => a - b)[Math.floor(passes.length / 2)] ?? 0
  const both = (what: 'pan' | 'zoom' | 'drag') => ({
    p50: median((frames) => frames[what].p50),
    p95: median((frames) => frames[what].p95),
  })
  const counts = passes.flatMap(({ rendered }) => rendered ?? [])
  return {
    load: median(({ load }) => load),
    pan: both('pan'),
    zoom: both('zoom'),
    drag: both('drag'),
    rendered: counts.length === 0 ? undefined : Math.max(...counts),
  }
}

const rowsOf = (count: number, ours: Frames, plain: Frames): Row[] => [
  {
    measure: `canvas, ${count} nodes: first drawn`,
    ours: `${ours.load.toFixed(0)} ms`,
    baseline: `${plain.load.toFixed(0)} ms (bare React Flow)`,
    ...(count === 1000 ? { goal: '< 1 s', met: ours.load < 1000 } : {}),
  },
  ...(['pan', 'zoom', 'drag'] as const).map((what) => ({
    measure: `canvas, ${count} nodes: ${what}, frame p50 / p95`,
    ours: `${ours[what].p50.toFixed(1)} / ${ours[what].p95.toFixed(1)} ms`,
    baseline: `${plain[what].p50.toFixed(1)} / ${plain[what].p95.toFixed(1)} ms`,
  })),
  ...(ours.rendered === undefined
    ? []
    : [
        {
          measure: `canvas, ${count} nodes: nodes rendered while one is dragged`,
          ours: String(ours.rendered),
          goal: '1',
          met: ours.rendered === 1,
        },
      ]),
]

async function create(url: string, count: number): Promise<string> {
  const columns = Math.ceil(Math.sqrt(count))
  const nodes = Array.from({ length: count }, (_, at) => ({
    ...node(`n${at}`, 'set', { fields: { n: at }, keep_input: false }),
    position: { x: (at % columns) * 320, y: Math.floor(at / columns) * 160 },
  }))
  const links = nodes.slice(1).map(({ id }, at) => `n${at}.output -> ${id}.input`)
  const response = await fetch(`${url}/api/v1/workflows`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(draft(`${count} nodes`, nodes, wires(...links))),
  })
  const { id } = (await response.json()) as { id: string }
  return id
}

const TYPES: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }

/** Builds the page of the baseline as the editor is built, and serves it. */
async function serveBareFlow(): Promise<{ url: string; close(): Promise<void> }> {
  const { build } = await import('vite')
  const outDir = await mkdtemp(join(tmpdir(), 'llamanexus-bare-flow-'))
  const root = fileURLToPath(new URL('../bare_flow', import.meta.url))
  await build({ root, configFile: false, logLevel: 'error', build: { outDir, emptyOutDir: true } })
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    const file = join(outDir, path === '/' ? 'index.html' : path)
    const body = await readFile(file).catch(() => undefined)
    response.writeHead(body ? 200 : 404, { 'content-type': TYPES[extname(file)] ?? 'text/plain' }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      await new Promise((resolve) => server.close(resolve))
      await rm(outDir, { recursive: true, force: true })
    },
  }
}
