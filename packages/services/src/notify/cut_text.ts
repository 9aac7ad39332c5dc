export interface Cut {
  text: string
  /** What is to be told of it; undefined where nothing was left out. */
  note?: string
}

const END = ' … (cut)'

/** A text within the characters (UTF-16 units) that a channel takes, cut between characters and marked as cut. */
export function cutText(text: string, limit: number): Cut {
  if (text.length <= limit) return { text }
  let end = Math.max(0, limit - END.length)
  // Not between the two halves of a character outside the basic plane.
  if (/[\uD800-\uDBFF]/.test(text[end - 1] ?? '')) end--
  return { text: text.slice(0, end) + END, note: `cut to ${limit} of ${text.length} characters` }
}
