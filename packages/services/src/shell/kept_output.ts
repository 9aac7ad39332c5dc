/** Keeps a text within a limit in bytes: of a longer one the beginning and the end, which tell the most. */
export function keptOutput(limit: number): { push(chunk: Buffer): void; text(): string } {
  const headLimit = Math.ceil(limit / 2)
  const tailLimit = limit - headLimit
  const head: Buffer[] = []
  let headBytes = 0
  let tail: Buffer[] = []
  let tailBytes = 0
  let leftOut = 0

  function push(chunk: Buffer): void {
    const room = headLimit - headBytes
    if (room > 0) {
      const first = chunk.subarray(0, room)
      head.push(first)
      headBytes += first.length
    }
    const rest = chunk.subarray(Math.max(0, room))
    if (rest.length === 0) return
    tail.push(rest)
    tailBytes += rest.length
    // Twice the limit may stand before it is cut, so that small pieces are not copied again and again.
    if (tailBytes > 2 * tailLimit) cut()
  }

  function cut(): void {
    const whole = Buffer.concat(tail)
    const kept = whole.subarray(Math.max(0, whole.length - tailLimit))
    leftOut += whole.length - kept.length
    tail = [Buffer.from(kept)]
    tailBytes = kept.length
  }

  return {
    push,
    text() {
      if (tailBytes > tailLimit) cut()
      if (leftOut === 0) return Buffer.concat([...head, ...tail]).toString('utf8')
      const note = `\n… ${leftOut} bytes are left out …\n`
      return Buffer.concat(head).toString('utf8') + note + Buffer.concat(tail).toString('utf8')
    },
  }
}
