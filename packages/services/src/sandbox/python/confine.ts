import { constants } from 'node:fs'
import { registerHooks } from 'node:module'
import type { PyodideAPI } from 'pyodide'

type Globals = Record<string, unknown>

/** What pyodide needs of Node while it loads. It asks for more, such as ways to run other code, and gets nothing. */
const NEEDED = new Set(['url', 'path', 'fs', 'fs/promises', 'crypto', 'module'].map((name) => `node:${name}`))

/** In place of a module that is not there; of `node:tty` one question is asked. */
const ABSENT = 'export const isatty = () => false; export default class { static isatty() { return false } }'

/** What the language itself has, and what Python uses of Node while it runs. */
const KEPT = new Set(
  `Object Function Array Number parseFloat parseInt Infinity NaN undefined Boolean String Symbol Date Promise RegExp
  Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError SuppressedError globalThis
  JSON Math Intl ArrayBuffer Atomics Uint8Array Int8Array Uint16Array Int16Array Uint32Array Int32Array Float16Array
  Float32Array Float64Array Uint8ClampedArray BigUint64Array BigInt64Array DataView Map BigInt Set Iterator WeakMap
  WeakSet WeakRef Proxy Reflect FinalizationRegistry SharedArrayBuffer DisposableStack AsyncDisposableStack
  decodeURI decodeURIComponent encodeURI encodeURIComponent escape unescape isFinite isNaN WebAssembly
  queueMicrotask TextDecoder TextEncoder`.split(/\s+/),
)

/**
 * Takes from this process what JavaScript could do with it: modules, Node's own objects, the network. Python is left
 * with values of the language. That text is compiled to code is refused by a flag of V8 that the process is started with.
 */
export function confine(): { close(python: PyodideAPI): void } {
  let closed = false
  registerHooks({
    resolve(specifier, context, next) {
      if (closed) throw new Error('Nothing can be imported in here')
      if (NEEDED.has(specifier) || specifier.startsWith('file:')) return next(specifier, context)
      return { url: `absent:${specifier}`, format: 'module', shortCircuit: true }
    },
    load(url, context, next) {
      if (!url.startsWith('absent:')) return next(url, context)
      return { format: 'module', source: ABSENT, shortCircuit: true }
    },
  })
  // Refused by the permission model; all that is read of it is known without it.
  Object.defineProperty(process, 'binding', { value: () => ({ fs: constants }), configurable: true })
  return {
    close(python) {
      closed = true
      closeGlobals()
      closeFileSystems(python)
    },
  }
}

function closeGlobals(): void {
  const { getRandomValues } = crypto
  const source = crypto
  const clock = performance
  const silent = () => undefined
  const replaced: Globals = {
    // Pyodide tells of its own breakdown there; the error says as much.
    console: Object.freeze({ log: silent, info: silent, warn: silent, error: silent, debug: silent }),
    crypto: Object.freeze({
      getRandomValues: (into: Uint8Array) => Reflect.apply(getRandomValues, source, [into]),
    }),
    performance: Object.freeze({ now: () => clock.now(), timeOrigin: clock.timeOrigin }),
  }
  for (const name of Object.getOwnPropertyNames(globalThis))
    if (!KEPT.has(name)) Reflect.deleteProperty(globalThis, name)
  for (const [name, value] of Object.entries(replaced))
    Object.defineProperty(globalThis, name, { value, writable: false, configurable: false })
  // Would be handed the frames of the stack.
  Object.defineProperty(Error, 'prepareStackTrace', {
    value: undefined,
    writable: false,
    configurable: false,
  })
}

/** Python's files are all in memory. */
function closeFileSystems(python: PyodideAPI): void {
  const systems = python.FS.filesystems as Record<string, unknown>
  for (const name of Object.keys(systems)) if (name !== 'MEMFS') delete systems[name]
}
