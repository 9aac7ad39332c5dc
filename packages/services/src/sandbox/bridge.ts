/**
 * The functions through which the host enters a context; evaluated after `HARDEN`, holding their own references to
 * what they need. Answers are text: `v` and JSON, or `e` and JSON of `{name, message, index?}`. Nothing else crosses.
 *
 * `each` hands every item the same scope object. Where an expression calls a method that changes things in place
 * (`careful`), each item gets a scope of its own, and `items`, which is too large for that, is frozen.
 */
export const BRIDGE = `(function () {
  'use strict'
  const { parse, stringify } = JSON
  const { freeze, values } = Object
  const kinds = { __proto__: null, function: 'a function', symbol: 'a symbol', bigint: 'a BigInt' }
  const Pending = Promise

  const text = (value) => {
    if (value === undefined) return 'null'
    const kind = kinds[typeof value] ?? (value instanceof Pending ? 'a promise' : undefined)
    if (kind !== undefined) throw new TypeError('The result is ' + kind + ', which is not data')
    return stringify(value) ?? 'null'
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
      return 'v' + text(f(parse(scope)))
    } catch (error) {
      return describe(error)
    }
  }

  let source, shared, all, careful
  const begin = (scope, items, isCareful) => {
    try {
      source = scope
      careful = isCareful
      all = items === '' ? undefined : parse(items)
      if (careful) freezeAll(all)
      shared = parse(scope)
      return 'v'
    } catch (error) {
      return describe(error)
    }
  }
  const each = (f, chunk, first) => {
    let index = first
    try {
      const part = parse(chunk)
      let out = ''
      for (let i = 0; i < part.length; i++, index++) {
        const scope = careful ? parse(source) : shared
        scope.items = all
        scope.item = part[i]
        scope.index = index
        out += (i === 0 ? '' : ',') + text(f(scope))
      }
      return 'v[' + out + ']'
    } catch (error) {
      return describe(error, index)
    }
  }
  const end = () => {
    source = shared = all = undefined
    return 'v'
  }
  return { one, begin, each, end }
})()`
