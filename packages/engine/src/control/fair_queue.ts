/** A run that waits for its place. */
export interface Waiting {
  readonly id: string
  readonly workflow_id: string
  readonly bytes: number
}

export interface FairQueue<T extends Waiting> {
  push(item: T): void
  /** The next one whose workflow `may` have another run: workflows take turns, each in order of arrival. */
  next(may: (item: T) => boolean): T | undefined
  remove(id: string): T | undefined
  has(id: string): boolean
  readonly size: number
  readonly bytes: number
}

/** So that one workflow's flood does not keep the others waiting. */
export function createFairQueue<T extends Waiting>(): FairQueue<T> {
  /** By workflow; the map's order is whose turn it is. */
  const lanes = new Map<string, Map<string, T>>()
  const items = new Map<string, T>()
  let bytes = 0
  return {
    push(item) {
      items.set(item.id, item)
      bytes += item.bytes
      const lane = lanes.get(item.workflow_id)
      if (lane) lane.set(item.id, item)
      else lanes.set(item.workflow_id, new Map([[item.id, item]]))
    },
    next(may) {
      for (const [workflow, lane] of lanes) {
        const [first] = lane.values()
        if (!first || !may(first)) continue
        take(first)
        // Behind the others, for its next turn.
        if (lane.size > 0) {
          lanes.delete(workflow)
          lanes.set(workflow, lane)
        }
        return first
      }
      return undefined
    },
    remove(id) {
      const item = items.get(id)
      if (item) take(item)
      return item
    },
    has: (id) => items.has(id),
    get size() {
      return items.size
    },
    get bytes() {
      return bytes
    },
  }

  function take(item: T): void {
    items.delete(item.id)
    bytes -= item.bytes
    const lane = lanes.get(item.workflow_id)
    lane?.delete(item.id)
    if (lane?.size === 0) lanes.delete(item.workflow_id)
  }
}
