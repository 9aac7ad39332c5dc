/** Work on the same thing comes one after the other, in the order in which it was asked for. */
export function createTurns(): <T>(thing: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>()
  return (thing, work) => {
    const before = last.get(thing) ?? Promise.resolve()
    const mine = before.then(work, work)
    const settled = mine
      .catch(() => undefined)
      .finally(() => {
        if (last.get(thing) === settled) last.delete(thing)
      })
    last.set(thing, settled)
    return mine
  }
}
