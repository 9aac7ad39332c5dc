export interface Turns {
  /** Waits for a turn; false where it was aborted, or all is closed, before it came. */
  take(signal?: AbortSignal): Promise<boolean>
  give(): void
  close(): void
}

/** At most `size` at once; the others wait, first come first served. */
export function createTurns(size: number): Turns {
  const waiting: ((hasTurn: boolean) => void)[] = []
  let taken = 0
  let closed = false
  return {
    take(signal) {
      if (closed || signal?.aborted) return Promise.resolve(false)
      if (taken < size) {
        taken++
        return Promise.resolve(true)
      }
      return new Promise((resolve) => {
        const leave = () => settle(false)
        const settle = (hasTurn: boolean) => {
          signal?.removeEventListener('abort', leave)
          const at = waiting.indexOf(settle)
          if (at >= 0) waiting.splice(at, 1)
          resolve(hasTurn)
        }
        waiting.push(settle)
        signal?.addEventListener('abort', leave, { once: true })
      })
    },
    give() {
      const next = waiting[0]
      if (next) next(true)
      else taken--
    },
    close() {
      closed = true
      for (const each of waiting.slice()) each(false)
    },
  }
}
