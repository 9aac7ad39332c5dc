/** The parts of the editor, in the order in which they are gone through. */
const REGIONS = [
  '.canvas',
  '[data-panel="inspector"]',
  '.builder-bottom',
  '.builder-header',
  '.builder-rail',
  '[data-panel="left"]',
]
/** What the edge of a panel is for can wait: first comes what the panel shows. */
const USABLE =
  ':is(input, button, textarea, select, a[href], [tabindex="0"]):not(:disabled, [tabindex="-1"], .resize-bar)'
/** Longer than a part takes that has to be downloaded first. */
const PATIENCE = 5000

/** Moves the focus to the part of the editor after, or before, the one that has it. */
export const focusNextRegion = (step: 1 | -1, focusCanvas: () => void): void => {
  const shown = REGIONS.filter((selector) => document.querySelector(selector) !== null)
  const at = shown.findIndex((selector) => document.activeElement?.closest(selector))
  const next = shown[(Math.max(0, at) + step + shown.length) % shown.length] ?? '.canvas'
  if (next === '.canvas') focusCanvas()
  else focusFirst(next)
}

/** Focuses the first usable thing of a part, as soon as it is there; `within` says where in the part to look first. */
export const focusFirst = (region: string, within: readonly string[] = ['']): void => {
  if (tryFocus(region, within)) return
  const before = document.activeElement
  const observer = new MutationObserver(() => {
    // Whoever has gone elsewhere in the meantime stays there.
    if (document.activeElement !== before || tryFocus(region, within)) observer.disconnect()
  })
  observer.observe(document.body, { childList: true, subtree: true })
  setTimeout(() => observer.disconnect(), PATIENCE)
}

const tryFocus = (region: string, within: readonly string[]): boolean => {
  const found = within
    .flatMap((part) => [...document.querySelectorAll<HTMLElement>(`${region} ${part} ${USABLE}`)])
    .find((element) => element.checkVisibility?.() ?? true)
  found?.focus()
  return found !== undefined
}
