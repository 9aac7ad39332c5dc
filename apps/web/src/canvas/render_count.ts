/** How often node components have rendered, by node, and the cards in them, as `card <id>`: read by tests and benchmarks, which assert counts instead of times. */
export const renderCount = {
  byNode: new Map<string, number>(),
  add(id: string): void {
    this.byNode.set(id, (this.byNode.get(id) ?? 0) + 1)
  },
  reset(): void {
    this.byNode.clear()
  },
}

// A browser driven from outside finds the counter here.
Object.assign(globalThis, { [Symbol.for('llamanexus.render_count')]: renderCount })
