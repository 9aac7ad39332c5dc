import { useReactFlow, useStoreApi } from '@xyflow/react'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { useEditor, useSession } from '../document/editor_context.tsx'
import type { SearchRequest } from './canvas_api.ts'
import { createCanvasApi } from './create_canvas_api.ts'
import { detailAt } from './detail_at.ts'
import type { FlowStore } from './flow_store.ts'
import type { FlowEdge, FlowNode } from './flow_types.ts'

interface FlowViewOptions {
  flow: FlowStore
  /** The element that holds the canvas. */
  root: RefObject<HTMLDivElement | null>
  /** Both never change, and are left out where nothing is edited. */
  openSearch?: (request: SearchRequest) => void
  openConnect?: (node: string) => void
}

/**
 * What every canvas does: offers the commands its view, shows all of the workflow once it has a size, and lets the
 * session know at which level of detail it is seen.
 */
export const useFlowView = ({ flow, root, openSearch = nowhere, openConnect = nowhere }: FlowViewOptions) => {
  const editor = useEditor()
  const view = useStoreApi()
  // Sizes and handles are declared: measuring would force a layout for each node that comes into view, and would
  // replace the declared handles by what it finds in the page. React Flow takes this up when its parts first render.
  useState(() => view.setState({ updateNodeInternals: () => undefined }))
  const instance = useReactFlow<FlowNode, FlowEdge>()
  const nodes = useStore(flow, (state) => state.nodes)
  const edges = useStore(flow, (state) => state.edges)
  const detail = useSession((state) => state.detail)
  const pointer = useRef<{ x: number; y: number } | undefined>(undefined)

  useEffect(() => {
    if (!root.current) return
    const parts = { flow: instance, root: root.current, pointer, openSearch, openConnect }
    return editor.canvas.attach(createCanvasApi(parts))
  }, [editor, instance, root, openSearch, openConnect])

  useEffect(() => {
    let isFitted = false
    const onView = () => {
      if (!isFitted && view.getState().width > 0 && view.getState().panZoom) {
        isFitted = true
        editor.canvas.current?.fit(undefined, 0)
      }
      const detail = detailAt(view.getState().transform[2])
      if (detail !== editor.session.getState().detail) editor.session.setState({ detail })
    }
    onView()
    return view.subscribe(onView)
  }, [editor, view])

  return { view, instance, nodes, edges, detail, pointer }
}

const nowhere = () => undefined
