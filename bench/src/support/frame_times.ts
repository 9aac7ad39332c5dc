import type { launchBrowser } from '@llamanexus/e2e/browser'

type Browser = Awaited<ReturnType<typeof launchBrowser>>

export interface Frames {
  /** From the start of the navigation to the first node on the screen, in milliseconds. */
  load: number
  pan: { p50: number; p95: number }
  zoom: { p50: number; p95: number }
  drag: { p50: number; p95: number }
  /** Node components that rendered while one was dragged; undefined where nothing counts them. */
  rendered: number | undefined
}

const STEPS = 60

/** Pans, zooms and drags as a person does, once each, and takes the time between the page's frames. */
export async function frameTimes(browser: Browser, url: string): Promise<Frames> {
  const page = await browser.newPage({ viewport: { width: 1600, height: 900 } })
  try {
    const started = performance.now()
    await page.goto(url, { waitUntil: 'commit' })
    await page.waitForSelector('.react-flow__node')
    const load = performance.now() - started
    await page.waitForTimeout(1500)
    const measure = async (act: () => Promise<void>) => {
      await page.evaluate(START)
      await act()
      return percentiles(await page.evaluate<number[]>(STOP))
    }
    const middle = { x: 860, y: 440 }
    const free = await page.evaluate<{ x: number; y: number }>(FREE)
    const pan = await measure(async () => {
      await page.mouse.move(free.x, free.y)
      await page.mouse.down()
      for (let step = 0; step < STEPS; step++) await page.mouse.move(free.x + step * 4, free.y + step * 2)
      await page.mouse.up()
    })
    const zoom = await measure(async () => {
      await page.mouse.move(middle.x, middle.y)
      for (let step = 0; step < STEPS; step++) await page.mouse.wheel(0, step < STEPS / 2 ? -20 : 20)
    })
    const at = await page.evaluate<{ x: number; y: number }>(GRIP)
    // The first click selects, and opens what shows a selected node; what is measured is the drag alone.
    await page.mouse.click(at.x, at.y)
    await page.waitForTimeout(800)
    const drag = await measure(async () => {
      await page.mouse.move(at.x, at.y)
      await page.mouse.down()
      await page.mouse.move(at.x + 8, at.y + 8)
      await page.evaluate(RESET)
      for (let step = 0; step < STEPS; step++) await page.mouse.move(at.x + step * 3, at.y + step * 2)
    })
    const rendered = await page.evaluate<number | null>(COUNT)
    await page.mouse.up()
    return { load, pan, zoom, drag, rendered: rendered ?? undefined }
  } finally {
    await page.close()
  }
}

// Each measurement has a loop of its own: two that count into one list would see each frame twice, the second time as 0 ms.
const START = `
  {
    const frames = []
    let last = performance.now()
    globalThis.frames_ = frames
    requestAnimationFrame(function next(now) {
      frames.push(now - last)
      last = now
      if (globalThis.frames_ === frames) requestAnimationFrame(next)
    })
  }
`
const STOP = '(() => { const frames = frames_; frames_ = undefined; return frames.slice(1) })()'
const RESET = `globalThis[Symbol.for('llamanexus.render_count')]?.reset()`
/** A place where nothing but the canvas is under the pointer. */
const FREE = `(() => {
  for (let y = 60; y < 880; y += 4)
    for (let x = 300; x < 900; x += 4)
      if (document.elementFromPoint(x, y)?.classList.contains('react-flow__pane')) return { x, y }
})()`
/** A place on a node near the middle, to take it by. */
const GRIP = `(() => {
  for (let y = 420; y < 800; y += 2)
    for (let x = 700; x < 1000; x += 3) {
      const element = document.elementFromPoint(x, y)
      if (element?.closest('.react-flow__node') && !element.closest('.nodrag, .react-flow__handle')) return { x, y }
    }
})()`
const COUNT = `(() => {
  const counter = globalThis[Symbol.for('llamanexus.render_count')]
  return counter ? [...counter.byNode.keys()].filter((key) => !key.startsWith('card ')).length : null
})()`

function percentiles(times: number[]): { p50: number; p95: number } {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  return { p50: at(0.5), p95: at(0.95) }
}
