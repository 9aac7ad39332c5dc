/**
 * Stores elsewhere compare every vector of a collection with fewer chunks, which is exact. From there on they look through
 * an index, which finds nearly all of the nearest in a small part of the time; with few chunks it is the slower way, as
 * `docs/guides/knowledge.md` says in numbers.
 */
export const EXACT_BELOW = 50_000
