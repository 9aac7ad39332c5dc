export type Alone = <T>(id: string, work: () => Promise<T>) => Promise<T>

/** Has work on one run done one after the other: two writers of one log would each think the next entry theirs. */
export function createAlone(): Alone {
  const last = new Map<string, Promise<unknown>>()
  return async (id, work) => {
    const before = last.get(id)
    const mine = (async () => {
      await before
      return work()
    })()
    const settled = mine.catch(() => undefined)
    last.set(id, settled)
    try {
      return await mine
    } finally {
      if (last.get(id) === settled) last.delete(id)
    }
  }
}
