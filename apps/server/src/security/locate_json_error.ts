/** Where text stops being JSON, as an offset; its length when it ends too early. The platform's own parser does not always say. */
export function locateJsonError(text: string): number {
  let at = 0
  // Closers that are awaited, innermost last.
  const open: string[] = []
  let state: 'value' | 'value or ]' | 'key' | 'key or }' | 'after' = 'value'

  for (;;) {
    at = skip(text, at, space)
    const char = text[at]
    if (char === undefined) return at
    if (state === 'after') {
      if (open.length === 0) return at
      if (char === ',') state = open.at(-1) === '}' ? 'key' : 'value'
      else if (char === open.at(-1)) open.pop()
      else return at
      at += 1
    } else if ((state === 'key or }' && char === '}') || (state === 'value or ]' && char === ']')) {
      open.pop()
      state = 'after'
      at += 1
    } else if (state === 'key' || state === 'key or }') {
      const key = readString(text, at)
      if (!key.ok) return key.end
      at = skip(text, key.end, space)
      if (text[at] !== ':') return at
      at += 1
      state = 'value'
    } else if (char === '{' || char === '[') {
      open.push(char === '{' ? '}' : ']')
      state = char === '{' ? 'key or }' : 'value or ]'
      at += 1
    } else if (char === '"') {
      const value = readString(text, at)
      if (!value.ok) return value.end
      at = value.end
      state = 'after'
    } else {
      const end = skip(text, at, scalar)
      if (end === at) return at
      at = end
      state = 'after'
    }
  }
}

const space = /[ \t\n\r]*/y
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y
const escape = /\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4})/y

function skip(text: string, from: number, pattern: RegExp): number {
  pattern.lastIndex = from
  return pattern.test(text) ? pattern.lastIndex : from
}

/** The end of the string that starts at `from`, or the place where it breaks. */
function readString(text: string, from: number): { ok: boolean; end: number } {
  if (text[from] !== '"') return { ok: false, end: from }
  let at = from + 1
  for (;;) {
    const char = text[at]
    if (char === '"') return { ok: true, end: at + 1 }
    if (char === undefined || char < ' ') return { ok: false, end: at }
    if (char !== '\\') at += 1
    else {
      const end = skip(text, at, escape)
      if (end === at) return { ok: false, end: at }
      at = end
    }
  }
}
