import { create } from 'zustand'

export type ThemeMode = 'system' | 'light' | 'dark'

interface ThemeModeState {
  mode: ThemeMode
  setMode(mode: ThemeMode): void
}

const key = 'llamanexus.theme'

/** The chosen theme, kept on this machine; `system` follows the machine's own setting as it changes. */
export const useThemeMode = create<ThemeModeState>((set) => ({
  mode: stored(),
  setMode: (mode) => {
    try {
      localStorage.setItem(key, mode)
    } catch {
      // Storage can be switched off in the browser; the choice then lasts as long as the page.
    }
    show(mode)
    set({ mode })
  },
}))

/** Sets `data-theme` on the root; called once before the first render, so that nothing flashes. */
export const startTheme = (): void => {
  show(stored())
  darkSystem()?.addEventListener('change', () => show(useThemeMode.getState().mode))
}

const show = (mode: ThemeMode) => {
  document.documentElement.dataset.theme =
    mode === 'system' ? (darkSystem()?.matches ? 'dark' : 'light') : mode
}

const darkSystem = () => globalThis.matchMedia?.('(prefers-color-scheme: dark)')

// Declared, not assigned: the store above calls it while this module is still being read.
function stored(): ThemeMode {
  try {
    const mode = localStorage.getItem(key)
    return mode === 'light' || mode === 'dark' ? mode : 'system'
  } catch {
    return 'system'
  }
}
