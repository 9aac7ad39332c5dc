import type { Page } from 'playwright-core'

/**
 * Texts that stand out from what is behind them by less than WCAG's level AA asks: 4.5 to 1, or 3 to 1 where they are
 * large. What is off, hidden or behind an open dialog need not.
 */
export const faintTexts = (page: Page): Promise<string[]> => page.evaluate<string[]>(`(${inPage})()`)

/** Runs in the page, whose types are not known here. */
const inPage = `() => {
  const pen = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })
  const seen = new Map()
  const rgbaOf = (color) => {
    if (!seen.has(color)) {
      pen.clearRect(0, 0, 1, 1)
      pen.fillStyle = color
      pen.fillRect(0, 0, 1, 1)
      const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data
      seen.set(color, [r, g, b, a / 255])
    }
    return seen.get(color)
  }
  const over = ([r, g, b, a], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a)]
  const linear = (part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4)
  const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
  const ratio = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05)
  const upwards = (element) => (element ? [element, ...upwards(element.parentElement)] : [])
  const modal = document.querySelector('dialog:modal')
  const isLeftOut = (element) =>
    !element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) ||
    element.closest('[aria-hidden="true"], :disabled, [aria-disabled="true"], .Mui-disabled, .visually-hidden, svg, .react-flow__node') ||
    element.closest('label')?.querySelector(':disabled') ||
    (modal && !modal.contains(element))
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const faint = new Set()
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim()
    const element = walker.currentNode.parentElement
    if (text === '' || isLeftOut(element)) continue
    const style = getComputedStyle(element)
    const around = upwards(element).map((each) => getComputedStyle(each))
    const behind = around
      .map(({ backgroundColor }) => rgbaOf(backgroundColor))
      .toReversed()
      .reduce((below, layer) => over(layer, below), [255, 255, 255])
    const opacity = around.reduce((product, { opacity }) => product * Number(opacity), 1)
    const [r, g, b, a] = rgbaOf(style.color)
    const size = Number.parseFloat(style.fontSize)
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700)
    const found = ratio(over([r, g, b, a * opacity], behind), behind)
    if (found < (isLarge ? 3 : 4.5)) faint.add(found.toFixed(2) + ' to 1: ' + text.slice(0, 60))
  }
  return [...faint]
}`
