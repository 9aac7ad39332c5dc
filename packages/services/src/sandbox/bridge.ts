/**
 * The functions through which the host enters a context; evaluated after `HARDEN`, holding their own references to
 * what they need. Answers are text: `v` and JSON, or `e` and JSON of `{name, message, index?}`; and for a series of
 * numbers the bytes of a Float64Array, for one of booleans a byte each. Nothing else crosses.
 *
 * A series binds the scope once: `make(scope)` gives the function that is called with each item. Where an expression
 * calls a method that changes things in place (`careful`), each item gets a scope of its own, and `items`, which is too
 * large for that, is frozen.
 */
export const BRIDGE = `(function () {
  'use strict'
  const { parse, stringify } = JSON
  const { freeze, values } = Object
  const Numbers = Float64Array
  const Bytes = Uint8Array
  const kinds = { __proto__: null, function: 'a function', symbol: 'a symbol', bigint: 'a BigInt' }
  const Pending = Promise

  const requireData = (value) => {
    const kind = kinds[typeof value] ?? (value instanceof Pending ? 'a promise' : undefined)
    if (kind !== undefined) throw new TypeError('The result is ' + kind + ', which is not data')
  }
  const describe = (error, index) => {
    try {
      const known = error instanceof Error
      const name = known ? '' + error.name : 'Error'
      const message = known ? '' + error.message : typeof error === 'object' ? stringify(error) : '' + error
      return 'e' + stringify({ name: name.slice(0, 100), message: message.slice(0, 2000), index })
    } catch {
      return 'e' + stringify({ name: 'Error', message: 'An error that cannot be shown was thrown', index })
    }
  }
  const freezeAll = (value) => {
    if (value === null || typeof value !== 'object') return value
    for (const inner of values(value)) freezeAll(inner)
    return freeze(value)
  }

  const one = (f, scope) => {
    try {
      const value = f(parse(scope))
      requireData(value)
      return 'v' + (stringify(value) ?? 'null')
    } catch (error) {
      return describe(error)
    }
  }

  let make, source, all, careful, bound
  const bind = () => {
    const scope = parse(source)
    scope.items = all
    return make(scope)
  }
  const begin = (program, scope, items, isCareful) => {
    try {
      make = program
      source = scope
      careful = isCareful
      all = items === '' ? undefined : parse(items)
      if (careful) freezeAll(all)
      bound = bind()
      return 'v'
    } catch (error) {
      return describe(error)
    }
  }
  /** Checks what a series gave and packs it: numbers and booleans as bytes, the rest as JSON. */
  const pack = (out, kind, first) => {
    if (kind === 'number') return new Numbers(out).buffer
    if (kind === 'boolean') return new Bytes(out).buffer
    let i = 0
    try {
      for (; i < out.length; i++) if (typeof out[i] === 'object' || kinds[typeof out[i]]) requireData(out[i])
      i = 0
      return 'v' + stringify(out)
    } catch (error) {
      return describe(error, first + i)
    }
  }
  const rows = (chunk, first) => {
    const out = []
    try {
      const part = parse(chunk)
      let kind = ''
      for (let i = 0; i < part.length; i++) {
        if (careful) bound = bind()
        const value = bound(part[i], first + i)
        if (typeof value !== kind) kind = i === 0 ? typeof value : ''
        out[i] = value
      }
      return pack(out, kind, first)
    } catch (error) {
      return describe(error, first + out.length)
    }
  }
  /** The same for items that come as columns: each either the next stretch of the buffer or in the list. */
  const columns = (loop, buffer, lists, count, first) => {
    const out = []
    try {
      let offset = 0
      const cells = parse(lists).map((list) => list ?? new Numbers(buffer, 8 * count * offset++, count))
      return pack(out, loop(bound, cells, count, first, out), first)
    } catch (error) {
      return describe(error, first + out.length)
    }
  }
  const end = () => {
    make = source = all = bound = undefined
    return 'v'
  }
  return { one, begin, rows, columns, end }
})()`
