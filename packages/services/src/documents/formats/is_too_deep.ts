/** No page that people read is nested like this, and those who walk one take a time that grows with the square of it. */
const MAX_DEPTH = 1000

/** Elements without an end, and those whose end is mostly left out. */
const ENDLESS =
  /^(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr|p|li|dt|dd|tr|td|th|thead|tbody|tfoot|colgroup|option|optgroup|html|head|body)$/i

/** Whether elements of a page stand in each other too deep to be walked. */
export function isTooDeep(html: string): boolean {
  let depth = 0
  for (const [, end, name = '', empty] of html.matchAll(/<(\/?)([a-z][\w-]*)[^<>]*?(\/?)>/gi)) {
    if (ENDLESS.test(name) || empty) continue
    depth = end ? Math.max(0, depth - 1) : depth + 1
    if (depth > MAX_DEPTH) return true
  }
  return false
}
