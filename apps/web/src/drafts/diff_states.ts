import type { DocumentState } from '../document/document_state.ts'
import { type Collection, orderOf, type Patch } from '../document/patch.ts'
import { isEqual } from './is_equal.ts'

const COLLECTIONS: readonly Collection[] = [
  'meta',
  'nodes',
  'connections',
  'annotations',
  'variables',
  'settings',
]

/** What leads from one state to another, record by record. */
export const diffStates = (before: DocumentState, after: DocumentState): Patch[] =>
  COLLECTIONS.flatMap((collection) => {
    const old = before[collection] as Readonly<Record<string, unknown>>
    const now = after[collection] as Readonly<Record<string, unknown>>
    const order = orderOf(collection)
    return [...new Set([...Object.keys(now), ...Object.keys(old)])].flatMap((id) => {
      if (isEqual(old[id], now[id])) return []
      const comesOrGoes = old[id] === undefined || now[id] === undefined
      const at =
        order && comesOrGoes ? (now[id] === undefined ? before : after)[order].indexOf(id) : undefined
      // Records of one collection on both sides; the union cannot be built from a name that is only known as a string.
      return [
        { collection, id, before: old[id], after: now[id], ...(at === undefined ? {} : { at }) } as Patch,
      ]
    })
  })
