import type { Position } from '@llamanexus/workflow'
import type { PortRef } from './link_rule.ts'

/** Where and what for the search box adds a node. */
export interface SearchRequest {
  /** Screen coordinates of the box. */
  screen: Position
  /** Canvas coordinates of the node that will be added. */
  at: Position
  /** The new node is joined to this port, and only types that fit it are listed. */
  from?: PortRef
  /** The new node is put between the ends of this connection. */
  connection?: string
  /** Takes the place of this node. */
  replaces?: string
}

/** What commands and keys can ask of the canvas. */
export interface CanvasApi {
  /** Shows these nodes, or all; `motion` in milliseconds. */
  fit(ids?: Iterable<string>, motion?: number): void
  zoomIn(): void
  zoomOut(): void
  zoomTo(zoom: number): void
  panBy(by: Position): void
  /** Canvas coordinates of the middle of what is seen. */
  centre(): Position
  toCanvas(screen: Position): Position
  toScreen(at: Position): Position
  /** Canvas coordinates under the pointer, or the middle when it is elsewhere. */
  pointer(): Position
  search(request?: Partial<SearchRequest>): void
  searchOnConnection(id: string): void
  /** Chooses a port of the node, then a target, from lists. */
  connectByKeyboard(node: string): void
  focus(): void
  setCentre(at: Position, zoom?: number): void
  /** Where a node is drawn, in canvas coordinates. */
  boxOf(id: string): { x: number; y: number; width: number; height: number } | undefined
}
