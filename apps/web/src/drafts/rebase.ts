import type { DocumentState } from '../document/document_state.ts'
import { applyPatches, type Collection, invertPatches, type Patch } from '../document/patch.ts'
import { diffStates } from './diff_states.ts'
import { isEqual } from './is_equal.ts'

/** A record that two people have changed differently since the version that both started from. */
export interface Collision {
  collection: Collection
  id: string
  /** `undefined`: it was not there, or it was deleted. */
  base: unknown
  mine: unknown
  theirs: unknown
}

export interface Rebase {
  /** What they have changed and I have not: to be applied to my document. */
  theirs: Patch[]
  collisions: Collision[]
  /** Takes their side of every collision; applied after `theirs`. */
  yield: Patch[]
}

/** Brings together my unsaved patches and what is saved by now, record by record. `current` is the document with my patches applied. */
export const rebase = (current: DocumentState, mine: readonly Patch[], saved: DocumentState): Rebase => {
  const base = applyPatches(current, invertPatches(mine))
  const myChanges = new Map(diffStates(base, current).map((patch) => [keyOf(patch), patch]))
  const result: Rebase = { theirs: [], collisions: [], yield: [] }
  for (const patch of diffStates(base, saved)) {
    const own = myChanges.get(keyOf(patch))
    if (!own) result.theirs.push(patch)
    else if (!isEqual(own.after, patch.after)) {
      const { collection, id, before, after } = patch
      result.collisions.push({ collection, id, base: before, mine: own.after, theirs: after })
      result.yield.push({ ...patch, before: own.after } as Patch)
    }
  }
  return result
}

const keyOf = ({ collection, id }: Patch): string => `${collection}/${id}`
