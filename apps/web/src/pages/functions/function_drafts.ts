import type { FunctionDraft } from '@llamanexus/contract'
import { create } from 'zustand'

/** What is written of a function and not saved. */
export interface KeptDraft {
  /** The version that it began from. */
  base: number
  draft: FunctionDraft
  /** The parameters as they are typed, which may not be JSON yet. */
  parameters: string
}

interface FunctionDrafts {
  /** By the name under which the function is saved. */
  kept: Readonly<Record<string, KeptDraft>>
  put(name: string, draft: KeptDraft): void
  remove(name: string): void
}

const PREFIX = 'llamanexus.function/'

/** Unsaved functions, each under a key of its own in the local storage, so that pages open side by side do not lose any. */
export const useFunctionDrafts = create<FunctionDrafts>((set, get) => {
  globalThis.addEventListener?.('storage', ({ key }: StorageEvent) => {
    if (key === null || key.startsWith(PREFIX)) set({ kept: stored() })
  })
  return {
    kept: stored(),
    put: (name, draft) => {
      set({ kept: { ...get().kept, [name]: draft } })
      write((storage) => storage.setItem(PREFIX + name, JSON.stringify(draft)))
    },
    remove: (name) => {
      const { [name]: _, ...kept } = get().kept
      set({ kept })
      write((storage) => storage.removeItem(PREFIX + name))
    },
  }
})

/** What is kept of a function at this moment. */
export const keptDraft = (name: string): KeptDraft | undefined => useFunctionDrafts.getState().kept[name]

/** Storage can be switched off or full; drafts then last as long as the page. */
function write(change: (storage: Storage) => void): void {
  try {
    change(localStorage)
  } catch {
    return
  }
}

function stored(): Record<string, KeptDraft> {
  try {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX))
    return Object.fromEntries(
      keys.flatMap((key) => {
        const draft = draftIn(localStorage.getItem(key))
        return draft ? [[key.slice(PREFIX.length), draft]] : []
      }),
    )
  } catch {
    return {}
  }
}

function draftIn(text: string | null): KeptDraft | undefined {
  try {
    const value = JSON.parse(text ?? '') as Partial<KeptDraft> | null
    const isDraft = typeof value?.base === 'number' && typeof value.draft?.code === 'string'
    return isDraft && typeof value.parameters === 'string' ? (value as KeptDraft) : undefined
  } catch {
    return undefined
  }
}
