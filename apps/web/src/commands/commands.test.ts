import { describe, expect, it } from 'vitest'
import { commands } from './commands.ts'
import { shortcutOf, shortcutText } from './shortcut.ts'

const key = (
  name: string,
  held: Partial<Record<'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey', boolean>> = {},
) => ({
  key: name,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...held,
})

describe('commands', () => {
  it('have ids and shortcuts of their own', () => {
    const ids = commands.map(({ id }) => id)
    const shortcuts = commands.flatMap((command) => command.shortcuts ?? [])
    expect(new Set(ids).size).toBe(ids.length)
    expect(new Set(shortcuts).size).toBe(shortcuts.length)
  })

  it('are found by key as they are written', () => {
    expect(shortcutOf(key('Z', { ctrlKey: true, shiftKey: true }))).toBe('mod+shift+z')
    expect(shortcutOf(key('k', { metaKey: true }))).toBe('mod+k')
    expect(shortcutOf(key('?', { shiftKey: true }))).toBe('?')
    expect(shortcutOf(key('+', { shiftKey: true }))).toBe('+')
    expect(shortcutOf(key('ArrowUp', { shiftKey: true }))).toBe('shift+arrowup')
  })

  it('are read as the machine writes them', () => {
    expect(shortcutText('mod+shift+z', false)).toBe('Ctrl+Shift+Z')
    expect(shortcutText('mod+shift+z', true)).toBe('⌘⇧Z')
    expect(shortcutText('+', false)).toBe('+')
  })
})
