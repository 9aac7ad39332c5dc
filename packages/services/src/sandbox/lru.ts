export interface Lru<T> {
  get(key: string): T | undefined
  set(key: string, value: T): void
  clear(): void
}

/** Keeps the `limit` values used last; `drop` is told of each one that goes. */
export function createLru<T>(limit: number, drop: (value: T) => void = () => {}): Lru<T> {
  const kept = new Map<string, T>()
  return {
    get: (key) => {
      const value = kept.get(key)
      if (value === undefined) return undefined
      kept.delete(key)
      kept.set(key, value)
      return value
    },
    set: (key, value) => {
      kept.set(key, value)
      if (kept.size <= limit) return
      const [oldest] = kept
      if (!oldest) return
      kept.delete(oldest[0])
      drop(oldest[1])
    },
    clear: () => {
      for (const value of kept.values()) drop(value)
      kept.clear()
    },
  }
}
