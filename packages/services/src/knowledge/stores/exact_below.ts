/**
 * Stores elsewhere compare every vector of a collection with fewer chunks, which is exact. From there on they look through
 * an index, which finds nearly all of the nearest in a small part of the time.
 */
export const EXACT_BELOW = 50_000
