import { ApiProblem } from '../problems/api_problem.ts'
import { locateJsonError } from './locate_json_error.ts'

/** Deeper values are refused, since walking them would exhaust the stack of whatever serialises them. */
const maxDepth = 500

/** Parses a JSON body; throws `body_syntax` with line and column, and refuses keys that could reach a prototype. */
export function parseJson(text: string): unknown {
  if (text === '') return undefined
  if (text.length > maxDepth && depthOf(text) > maxDepth)
    throw syntax(`The body nests deeper than ${maxDepth} levels.`, 'too_deep')
  const value = parse(text)
  if (suspect.test(text)) refusePrototypeKeys(text)
  return value
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw syntax(`This is not JSON: ${faultIn(text)}.`, 'json_syntax')
  }
}

const syntax = (message: string, code: string) =>
  new ApiProblem('body_syntax', { detail: message, errors: [{ pointer: '', code, message }] })

function faultIn(text: string): string {
  const offset = locateJsonError(text)
  const before = text.slice(0, offset).split('\n')
  const char = text[offset]
  const what = char === undefined ? 'the text ends too early' : `unexpected ${JSON.stringify(char)}`
  return `${what} at line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`
}

const suspect = /__proto__|\\u00/

function refusePrototypeKeys(text: string): void {
  JSON.parse(text, (key, value) => {
    if (key === '__proto__') throw syntax('A key must not be "__proto__".', 'key_forbidden')
    return value
  })
}

/** Brackets that are open at once, outside strings. */
function depthOf(text: string): number {
  let depth = 0
  let deepest = 0
  let quoted = false
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (quoted) {
      if (code === backslash) index += 1
      else if (code === quote) quoted = false
    } else if (code === quote) quoted = true
    else if (code === openBrace || code === openBracket) deepest = Math.max(deepest, ++depth)
    else if (code === closeBrace || code === closeBracket) depth -= 1
  }
  return deepest
}

const quote = 34
const backslash = 92
const openBracket = 91
const closeBracket = 93
const openBrace = 123
const closeBrace = 125
