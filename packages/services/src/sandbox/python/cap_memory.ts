const PAGE_BYTES = 65_536

interface Memory {
  grow(pages: number): number
}

/** Node has it, and its types do not. */
const { WebAssembly } = globalThis as unknown as { WebAssembly: { Memory: { prototype: Memory } } }

/**
 * Bounds the memory that WebAssembly may grow by, exactly: Python is refused what is beyond, and raises MemoryError.
 * Nothing is bounded before `allow`.
 */
export function capMemory(): { allow(bytes: number): void; refused(): boolean } {
  const prototype = WebAssembly.Memory.prototype
  const { grow } = prototype
  let left = Number.POSITIVE_INFINITY
  let refused = false
  const capped = function (this: Memory, pages: number): number {
    if (pages * PAGE_BYTES > left) {
      refused = true
      throw new RangeError('The memory limit is reached')
    }
    const before = Reflect.apply(grow, this, [pages]) as number
    left -= pages * PAGE_BYTES
    return before
  }
  Object.defineProperty(prototype, 'grow', { value: capped, writable: false, configurable: false })
  return {
    allow(bytes) {
      left = bytes
    },
    refused: () => refused,
  }
}
