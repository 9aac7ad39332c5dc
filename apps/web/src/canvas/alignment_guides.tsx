import { ViewportPortal } from '@xyflow/react'
import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import type { GuideLine } from './guide_lines.ts'

/** Lines through what the dragged node stands in line with. */
export const AlignmentGuides = ({ store }: { store: StoreApi<readonly GuideLine[]> }) => {
  const lines = useStore(store)
  if (lines.length === 0) return null
  return (
    <ViewportPortal>
      <svg className="alignment-guides" aria-hidden>
        {lines.map(({ axis, at, from, to }) =>
          axis === 'x' ? (
            <line key={`x${at}`} x1={at} x2={at} y1={from - OVER} y2={to + OVER} />
          ) : (
            <line key={`y${at}`} x1={from - OVER} x2={to + OVER} y1={at} y2={at} />
          ),
        )}
      </svg>
    </ViewportPortal>
  )
}

const OVER = 24
