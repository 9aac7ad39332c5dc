const KEY = 'llamanexus.answer_name'

/** The name that answers are given under, remembered in this browser. */
export const rememberedName = (): string => {
  try {
    return localStorage.getItem(KEY) ?? ''
  } catch {
    return ''
  }
}

export const rememberName = (name: string): void => {
  try {
    localStorage.setItem(KEY, name)
  } catch {
    // A browser that keeps nothing asks again.
  }
}
