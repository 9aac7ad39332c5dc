import type { ReactFlowInstance, Viewport } from '@xyflow/react'
import type { CanvasApi, SearchRequest } from './canvas_api.ts'
import type { FlowEdge, FlowNode } from './flow_types.ts'
import { viewFor } from './view_for.ts'

interface CanvasParts {
  flow: ReactFlowInstance<FlowNode, FlowEdge>
  root: HTMLElement
  /** Where the pointer was last seen, in screen coordinates. */
  pointer: { current: { x: number; y: number } | undefined }
  openSearch(request: SearchRequest): void
  openConnect(node: string): void
}

export const MIN_ZOOM = 0.05

/** Motion of 160 ms, none for those who asked for less. */
const duration = (): number => (globalThis.matchMedia?.('(prefers-reduced-motion: reduce)').matches ? 0 : 160)

/** The canvas as commands see it. */
export const createCanvasApi = ({ flow, root, pointer, openSearch, openConnect }: CanvasParts): CanvasApi => {
  const middle = () => {
    const box = root.getBoundingClientRect()
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  }
  const pointed = () => pointer.current ?? middle()
  let fitted: Viewport | undefined
  const api: CanvasApi = {
    fit: (ids, motion = duration()) => {
      const chosen = ids ? new Set(ids) : undefined
      const shown = flow.getNodes().filter(({ id }) => chosen?.has(id) ?? true)
      const { width, height } = root.getBoundingClientRect()
      if (shown.length === 0 || width === 0) return
      const view = viewFor({
        boxes: shown.map((node) => flow.getNodesBounds([node])),
        bounds: flow.getNodesBounds(shown),
        size: { width, height },
        zoom: { min: MIN_ZOOM, max: chosen ? 1.1 : 1 },
        ...coveredOf(root),
      })
      fitted = chosen ? undefined : view
      void flow.setViewport(view, { duration: motion })
    },
    zoomIn: () => void flow.zoomIn({ duration: duration() }),
    zoomOut: () => void flow.zoomOut({ duration: duration() }),
    zoomTo: (zoom) => void flow.zoomTo(zoom, { duration: duration() }),
    panBy: ({ x, y }) => {
      const view = flow.getViewport()
      void flow.setViewport({ ...view, x: view.x + x, y: view.y + y })
    },
    centre: () => flow.screenToFlowPosition(middle(), { snapToGrid: false }),
    toCanvas: (at) => flow.screenToFlowPosition(at, { snapToGrid: false }),
    toScreen: (at) => flow.flowToScreenPosition(at),
    pointer: () => flow.screenToFlowPosition(pointed(), { snapToGrid: false }),
    search: (request = {}) => {
      const screen = request.screen ?? pointed()
      openSearch({ at: api.toCanvas(screen), ...request, screen })
    },
    searchOnConnection: (id) => {
      const line = root.querySelector(`path.edge-line[data-edge="${CSS.escape(id)}"]`)
      const box = line?.getBoundingClientRect()
      const screen = box ? { x: box.x + box.width / 2, y: box.y + box.height / 2 } : middle()
      api.search({ screen, connection: id })
    },
    connectByKeyboard: openConnect,
    focus: () => root.focus({ preventScroll: true }),
    setCentre: ({ x, y }, zoom) =>
      void flow.setCenter(x, y, { duration: duration(), zoom: zoom ?? flow.getZoom() }),
    boxOf: (id) => {
      const node = flow.getInternalNode(id)
      return (
        node && {
          ...node.internals.positionAbsolute,
          width: node.measured.width ?? 0,
          height: node.measured.height ?? 0,
        }
      )
    },
  }
  keepFitted(root, () => {
    if (fitted && isSameView(fitted, flow.getViewport())) api.fit(undefined, 0)
  })
  return api
}

/**
 * Who has not moved since all was shown goes on seeing all when the run panel opens. Only for a change of height: a
 * click that opens the properties must not move what is under the pointer.
 */
const keepFitted = (root: HTMLElement, refit: () => void): void => {
  if (!globalThis.ResizeObserver) return
  let height = root.clientHeight
  new ResizeObserver(() => {
    if (root.clientHeight === height) return
    height = root.clientHeight
    refit()
  }).observe(root)
}

const isSameView = (a: Viewport, b: Viewport): boolean =>
  Math.abs(a.x - b.x) < 1 && Math.abs(a.y - b.y) < 1 && Math.abs(a.zoom - b.zoom) < 0.001

/** The corner that the minimap lies over. */
const coveredOf = (root: HTMLElement): { covered?: { width: number; height: number } } => {
  const box = root.querySelector('.minimap')?.getBoundingClientRect()
  if (!box || box.width === 0) return {}
  const { right, bottom } = root.getBoundingClientRect()
  return { covered: { width: right - box.left, height: bottom - box.top } }
}
