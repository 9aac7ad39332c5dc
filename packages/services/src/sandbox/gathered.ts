/** So many pieces go on one by one; whoever prints more than that does not wait for each. */
const FREE_PIECES = 100
const EVERY_MS = 20
const PIECE_CHARS = 16_384

/**
 * Passes text on, at once as long as there is little of it. A flood of short lines goes on in few pieces, since each one
 * costs those who are told far more than its letters do.
 */
export function gathered(emit: (text: string) => void, now: () => number) {
  let held = ''
  let pieces = 0
  let last = 0
  return { add, pass, end }

  function add(text: string): void {
    if (text === '') return
    held += text
    pass()
  }

  /** What is held goes on when it is due. */
  function pass(): void {
    if (pieces < FREE_PIECES || held.length >= PIECE_CHARS || now() - last >= EVERY_MS) end()
  }

  function end(): void {
    if (held === '') return
    const text = held
    held = ''
    pieces += 1
    last = now()
    emit(text)
  }
}
