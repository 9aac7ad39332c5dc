/**
 * Run once in every new context, before anything of a user's. Takes away what compiles text in the caller's scope or
 * outlives an evaluation, then freezes everything that evaluations share, so that none can leave a trace for the next.
 *
 * Frozen prototypes have a catch: an assignment such as `counts['toString'] = 1` would fail because the inherited
 * property is read-only. Their data properties therefore become accessors whose setter defines an own property.
 */
export const HARDEN = `(function () {
  'use strict'
  const { getOwnPropertyDescriptor, defineProperty, getPrototypeOf, freeze, isFrozen } = Object
  const { ownKeys } = Reflect

  for (const name of ['eval', 'WeakRef', 'FinalizationRegistry', 'SharedArrayBuffer']) delete globalThis[name]

  const enable = (target) => {
    for (const key of ownKeys(target)) {
      const found = getOwnPropertyDescriptor(target, key)
      if (!('value' in found) || !found.configurable) continue
      const value = found.value
      defineProperty(target, key, {
        get() { return value },
        set(next) {
          if (this === target) throw new TypeError('Cannot change a shared object')
          defineProperty(this, key, { value: next, writable: true, enumerable: true, configurable: true })
        },
        enumerable: found.enumerable,
        configurable: false,
      })
    }
  }
  for (const target of [Object, Array, Function, Error, TypeError, RangeError, SyntaxError, ReferenceError, Promise, RegExp, Date, Map, Set])
    enable(target.prototype)

  const hidden = [
    [][Symbol.iterator](), new Map()[Symbol.iterator](), new Set()[Symbol.iterator](), ''[Symbol.iterator](),
    'a'.matchAll(/a/g), function* () {}, async function () {}, async function* () {}, (function* () {})(),
    (async function* () {})(), Iterator.from({ next() {} }), [].values().map((x) => x), new Int8Array(0),
  ]
  const seen = new Set()
  const queue = [globalThis, ...hidden]
  while (queue.length > 0) {
    const target = queue.pop()
    if (target === null || (typeof target !== 'object' && typeof target !== 'function') || seen.has(target)) continue
    seen.add(target)
    queue.push(getPrototypeOf(target))
    for (const key of ownKeys(target)) {
      const found = getOwnPropertyDescriptor(target, key)
      queue.push(found.value, found.get, found.set)
    }
    if (!(target instanceof Int8Array)) freeze(target)
  }
})()`
