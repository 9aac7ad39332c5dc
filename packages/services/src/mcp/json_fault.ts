/** Where a text stops being JSON, from 1; for a text that ends too early, its end. */
export function jsonFault(text: string, message: string): { line: number; column: number } {
  const told = /\(line (\d+) column (\d+)\)/.exec(message)
  if (told) return { line: Number(told[1]), column: Number(told[2]) }
  const before = text.slice(0, faultAt(text)).split('\n')
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 }
}

/** Some of the engine's messages name no place. What comes before the fault is a beginning of JSON, and all that is longer is not. */
function faultAt(text: string): number {
  let good = 0
  let bad = text.length + 1
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    if (isBeginning(text.slice(0, middle))) good = middle
    else bad = middle
  }
  return good
}

function isBeginning(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch (error) {
    const { message } = error as Error
    const place = /at position (\d+)/.exec(message)
    return /^Unexpected end|^Unterminated/.test(message) || Number(place?.[1]) === text.length
  }
}
