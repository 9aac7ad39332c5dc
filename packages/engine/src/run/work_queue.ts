/** First in, first out, without moving what is left. */
export interface WorkQueue<T> {
  push(item: T): void
  shift(): T | undefined
  readonly size: number
}

export function createWorkQueue<T>(): WorkQueue<T> {
  let items: T[] = []
  let head = 0
  return {
    push: (item) => void items.push(item),
    shift() {
      if (head === items.length) return undefined
      const item = items[head]
      head += 1
      if (head > 1024 && head * 2 > items.length) {
        items = items.slice(head)
        head = 0
      }
      return item
    },
    get size() {
      return items.length - head
    },
  }
}
