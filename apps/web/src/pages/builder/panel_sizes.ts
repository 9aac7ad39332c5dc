import { create } from 'zustand'

export interface PanelSizes {
  left: number
  right: number
  bottom: number
}

const KEY = 'llamanexus.panels'
const DEFAULTS: PanelSizes = { left: 248, right: 360, bottom: 280 }

/** How large the panels are, in pixels, kept on this machine. */
export const usePanelSizes = create<PanelSizes & { set(sizes: Partial<PanelSizes>): void }>((set, get) => ({
  ...stored(),
  set: (sizes) => {
    set(sizes)
    const { left, right, bottom } = get()
    try {
      localStorage.setItem(KEY, JSON.stringify({ left, right, bottom }))
    } catch {
      // Storage can be switched off; the sizes then last as long as the page.
    }
  },
}))

function stored(): PanelSizes {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}')
    const sizes = { ...DEFAULTS, ...(value as Partial<PanelSizes>) }
    return Object.values(sizes).every(Number.isFinite) ? sizes : DEFAULTS
  } catch {
    return DEFAULTS
  }
}
