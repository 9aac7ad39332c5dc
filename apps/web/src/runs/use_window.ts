import { type RefObject, useLayoutEffect, useState } from 'react'

interface WindowOptions {
  /** CSS pixels of every row. */
  rowHeight: number
  count: number
  /** Rows drawn beyond what is seen, on each side. */
  overscan?: number
}

/** Which rows of a long list are seen: only these are drawn. */
export const useWindow = (
  scroller: RefObject<HTMLElement | null>,
  { rowHeight, count, overscan = 8 }: WindowOptions,
): { from: number; to: number } => {
  const [view, setView] = useState({ top: 0, height: 600 })
  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return
    const measure = () => setView({ top: element.scrollTop, height: element.clientHeight || 600 })
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    element.addEventListener('scroll', measure, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', measure)
    }
  }, [scroller])
  return {
    from: Math.max(0, Math.floor(view.top / rowHeight) - overscan),
    to: Math.min(count, Math.ceil((view.top + view.height) / rowHeight) + overscan),
  }
}
