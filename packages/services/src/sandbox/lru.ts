export interface Lru<T> {
  get(key: string): T | undefined
  set(key: string, value: T): void
  clear(): void
}

/**
 * Keeps at least the `limit` values used last, at most twice as many; `drop` is told of each one that goes. In two
 * generations, so that finding a value that is in use costs one look and no write: when the young one is full, what was
 * not asked for since the last time goes.
 */
export function createLru<T>(limit: number, drop: (value: T) => void = () => {}): Lru<T> {
  let young = new Map<string, T>()
  let old = new Map<string, T>()

  function set(key: string, value: T): void {
    if (young.size >= limit) {
      for (const unused of old.values()) drop(unused)
      old = young
      young = new Map()
    }
    young.set(key, value)
  }

  function get(key: string): T | undefined {
    const found = young.get(key)
    if (found !== undefined) return found
    const older = old.get(key)
    if (older === undefined) return undefined
    old.delete(key)
    set(key, older)
    return older
  }

  function clear(): void {
    for (const value of [...young.values(), ...old.values()]) drop(value)
    young.clear()
    old.clear()
  }

  return { get, set, clear }
}
