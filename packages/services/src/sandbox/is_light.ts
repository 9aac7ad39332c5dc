import type { Expression } from '@llamanexus/workflow'

/**
 * Whether an expression may be evaluated on the main thread under a deadline of a few milliseconds. QuickJS looks at
 * the deadline between instructions and inside regular expressions, but not inside its other built-in functions, and
 * some of those run for minutes on a few bytes of input (`Array(4e9).indexOf(1)`, `2n ** 99999999n`). So only calls
 * whose work is bounded by data that is already there are let through; everything else goes to a worker, which can be
 * killed. The test is on the text as a whole and errs to the side of the worker.
 */
export function isLight({ source, roots }: Expression): boolean {
  if (source.length > 2000 || HEAVY.test(source)) return false
  if (roots.some((root) => HEAVY_GLOBALS.has(root))) return false
  for (const [, name] of source.matchAll(CALL)) if (name !== undefined && !LIGHT_CALLS.has(name)) return false
  return !(source.includes('=>') && COMPUTED_SEARCH.test(source))
}

/** Words, comments, escapes, BigInt literals, assignments, and calls of something that has no name. */
const HEAVY =
  /\b(?:new(?!\s+Date\b)|function|class|while|for|do|async|constructor|prototype|call|apply|bind)\b|\/[*/]|\\u|\b\d\w*n\b|(?<![=!<>])=(?![=>])|<<|>>|[\])}`]\s*(?:\?\.)?\s*\(|\?\.\s*\(|`\s*`/

const CALL = /([\w$]+)\s*\(/g

/** A search for text that was itself computed inside a function can take the product of two grown lengths. */
const COMPUTED_SEARCH = /\b(?:includes|indexOf|lastIndexOf|split|replace|replaceAll)\s*\(\s*(?!['"/\d])/

/** Objects whose functions could be handed on and called under another name. */
const HEAVY_GLOBALS = new Set(
  (
    'globalThis Function Reflect Proxy Symbol BigInt Promise Map Set WeakMap WeakSet Iterator ArrayBuffer DataView ' +
    'RegExp eval'
  ).split(' '),
)

const LIGHT_CALLS = new Set(
  (
    'typeof Number String Boolean Date isArray isNaN isFinite parseInt parseFloat encodeURIComponent decodeURIComponent encodeURI decodeURI ' +
    'abs ceil floor round trunc sign sqrt cbrt pow min max log log2 log10 exp hypot random sin cos tan ' +
    'toString toFixed toPrecision toLowerCase toUpperCase trim trimStart trimEnd slice substring charAt at charCodeAt ' +
    'startsWith endsWith includes indexOf lastIndexOf split replace replaceAll match test join concat reverse ' +
    'toReversed sort toSorted map filter find findIndex findLast findLastIndex some every reduce flat flatMap forEach ' +
    'keys values entries fromEntries hasOwn isInteger isSafeInteger now parse stringify getTime getFullYear getMonth ' +
    'getDate getDay getHours getMinutes getSeconds toISOString hasOwnProperty'
  ).split(' '),
)
