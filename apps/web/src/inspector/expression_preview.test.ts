import { expect, test } from 'vitest'
import { suggestionsFor } from './expression_completions.ts'
import { previewOf } from './expression_preview.ts'

const scope = {
  nodes: { fetch: { response: { items: [{ price: 5 }] } } },
  variables: { tax: 0.2 },
  trigger: {},
}

test('a plain path shows its value, a template its text', () => {
  expect(previewOf('{{ nodes.fetch.response.items[0].price }}', 'template', scope)).toEqual({
    kind: 'value',
    value: 5,
  })
  expect(previewOf('Tax: {{ variables.tax }}', 'template', scope)).toEqual({
    kind: 'value',
    value: 'Tax: 0.2',
  })
  expect(previewOf('variables.tax', 'bare', scope)).toEqual({ kind: 'value', value: 0.2 })
})

test('more than a path is not run in the page: it shows what it reads', () => {
  expect(previewOf('variables.tax * 100', 'bare', scope)).toEqual({
    kind: 'references',
    references: [{ name: 'variables.tax', value: 0.2 }],
  })
})

test('what a list or a text can do is not shown as a value that is missing', () => {
  const lists = { items: [1, 2], trigger: { name: 'Ada' } }
  expect(previewOf('items.filter(Boolean).length + trigger.name.trim().length', 'bare', lists)).toEqual({
    kind: 'references',
    references: [
      { name: 'items', value: [1, 2] },
      { name: 'trigger.name', value: 'Ada' },
    ],
  })
})

test('an inherited property is out of reach', () => {
  expect(previewOf('variables.constructor', 'bare', scope)).toEqual({ kind: 'value', value: null })
})

test('a path that breaks off is the error that the run will give, unless an optional step walks over it', () => {
  const broken = previewOf('nodes.fetch.response.missing.price', 'bare', scope)
  expect(broken).toEqual({ kind: 'error', message: "cannot read property 'price' of undefined" })
  expect(previewOf('nodes.fetch.response.missing?.price', 'bare', scope)).toEqual({
    kind: 'value',
    value: null,
  })
})

test('what has not run yet is not a missing value', () => {
  expect(previewOf('{{ nodes.later.output }}', 'template', scope)).toEqual({ kind: 'no_data' })
})

test('text is no expression, and a fault is told', () => {
  expect(previewOf('just text', 'template', scope)).toEqual({ kind: 'none' })
  expect(previewOf('1 +', 'bare', scope).kind).toBe('error')
})

test('completion knows nodes, ports that have not run, and the keys of the data', () => {
  const upstream = [{ id: 'fetch', label: 'Fetch it', ports: ['response', 'status'] }]
  const at = (path: string[]) =>
    suggestionsFor(path, { values: scope, upstream, locals: ['item'] }).map((one) => one.label)
  expect(at([])).toEqual(expect.arrayContaining(['item', 'nodes', 'trigger', 'variables']))
  expect(at(['nodes'])).toEqual(['fetch'])
  expect(at(['nodes', 'fetch'])).toEqual(['response', 'status'])
  expect(at(['nodes', 'fetch', 'response'])).toEqual(['items'])
})
