import { create } from 'zustand'

const KEY = 'llamanexus.sections'

interface OpenSections {
  /** Whether each section was left open, by the node's type and its title; absent for those never touched. */
  states: Readonly<Record<string, boolean>>
  set(section: string, isOpen: boolean): void
}

/** Which sections of the nodes' forms are unfolded, kept on this machine. */
export const useOpenSections = create<OpenSections>((set, get) => ({
  states: stored(),
  set: (section, isOpen) => {
    set({ states: { ...get().states, [section]: isOpen } })
    try {
      localStorage.setItem(KEY, JSON.stringify(get().states))
    } catch {
      // Storage can be switched off; they then stay as long as the page.
    }
  },
}))

function stored(): Record<string, boolean> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}')
    const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isRecord ? (value as Record<string, boolean>) : {}
  } catch {
    return {}
  }
}
