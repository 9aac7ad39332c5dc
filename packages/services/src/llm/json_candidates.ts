/** Past this many, it is no answer with some words around it. */
const MAX_CANDIDATES = 20

/**
 * Where in a model's answer its JSON may be, likeliest first: all of it, code fences, objects and lists among prose. What
 * some models think aloud before they answer is no part of it.
 */
export function jsonCandidates(text: string): string[] {
  const spoken = text.replace(/^\s*<think(?:ing)?>.*?<\/think(?:ing)?>/s, '')
  const fenced = Array.from(spoken.matchAll(/```(?:json)?\s*\n(.*?)\n?\s*```/gs), ([, inner = '']) => inner)
  return [...new Set([spoken, ...fenced, ...balanced(spoken)])].slice(0, MAX_CANDIDATES)
}

/** From each outermost bracket to the one that closes it; a bracket within a string is none. */
function balanced(text: string): string[] {
  const found: string[] = []
  let start = 0
  let depth = 0
  let isString = false
  for (let at = 0; at < text.length && found.length < MAX_CANDIDATES; at += 1) {
    const letter = text[at]
    if (isString) {
      if (letter === '\\') at += 1
      else if (letter === '"') isString = false
    } else if (letter === '"') isString = depth > 0
    else if (letter === '{' || letter === '[') {
      if (depth === 0) start = at
      depth += 1
    } else if ((letter === '}' || letter === ']') && depth > 0) {
      depth -= 1
      if (depth === 0) found.push(text.slice(start, at + 1))
    }
  }
  return found
}
