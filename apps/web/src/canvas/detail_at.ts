import type { DetailLevel } from '../document/session_store.ts'

/** How much of a node is drawn at a zoom. */
export const detailAt = (zoom: number): DetailLevel =>
  zoom >= 0.6 ? 'full' : zoom >= 0.35 ? 'header' : 'block'
