/** `mod` is Ctrl, or Cmd on a Mac: `mod+shift+z`, `delete`, `?`. Letters in lower case. */
export type Shortcut = string

/** The shortcut that a key event is, in the form in which commands write them. */
export const shortcutOf = ({
  key,
  ctrlKey,
  metaKey,
  shiftKey,
  altKey,
}: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>): Shortcut => {
  const name = key === ' ' ? 'space' : key.toLowerCase()
  // A character such as `?` says Shift by itself.
  const isSymbol = key.length === 1 && key.toLowerCase() === key.toUpperCase() && key !== ' '
  return [ctrlKey || metaKey ? 'mod' : '', altKey ? 'alt' : '', shiftKey && !isSymbol ? 'shift' : '', name]
    .filter(Boolean)
    .join('+')
}

const NAMES: Readonly<Record<string, string>> = {
  arrowup: '↑',
  arrowdown: '↓',
  arrowleft: '←',
  arrowright: '→',
  delete: 'Del',
  backspace: '⌫',
  escape: 'Esc',
  enter: 'Enter',
  tab: 'Tab',
  space: 'Space',
}

/** As a person reads it: `Ctrl+Shift+Z`, `⌘⇧Z` on a Mac. */
export const shortcutText = (shortcut: Shortcut, isMac = isMacLike()): string => {
  const parts = shortcut.split(/\+(?=.)/)
  const mods: Record<string, string> = isMac
    ? { mod: '⌘', shift: '⇧', alt: '⌥' }
    : { mod: 'Ctrl', shift: 'Shift', alt: 'Alt' }
  return parts
    .map((part) => mods[part] ?? NAMES[part] ?? (/^(?:.|f\d+)$/.test(part) ? part.toUpperCase() : part))
    .join(isMac ? '' : '+')
}

const isMacLike = (): boolean => /mac|iphone|ipad/i.test(globalThis.navigator?.userAgent ?? '')
