import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseTemplate, type Template, unwrapBare } from './parse_template.ts'

test('text without an expression is itself', () => {
  for (const text of ['', 'plain', '{ { } }', 'open {{ only', '}} {{', 'a }} b']) {
    assert.deepEqual(parseTemplate(text), { kind: 'literal', text })
  }
})

test('one expression that is the whole string keeps its type, white space aside', () => {
  const template = parseTemplate('\n {{ nodes.a.x }} ')
  assert.ok(template.kind === 'expression')
  assert.equal(template.expression.source, 'nodes.a.x')
  assert.deepEqual([template.start, template.end], [5, 14])
})

test('several parts are joined', () => {
  assert.equal(shape('Hi {{ a }}, {{b}}!'), 'Hi |<a>|, |<b>|!')
  assert.equal(shape('{{ a }}{{ b }}'), '<a>|<b>')
  assert.equal(shape('{{ a }} {{ open'), '<a>| {{ open')
})

test('braces, strings and comments inside an expression are its own', () => {
  assert.equal(shape('{{ {a: {b: 1}} }}'), '<{a: {b: 1}}>')
  assert.equal(shape('{{ {a:{b:1}}}}'), '<{a:{b:1}}>')
  assert.equal(shape('{{{a:1}}}'), '<{a:1}>')
  assert.equal(shape('x{{ "}}" + `}}${ {a:1} }` }}y'), 'x|<"}}" + `}}${ {a:1} }`>|y')
  assert.equal(shape('{{ {a:{b:1}} // why }}, {{ c }}'), '<{a:{b:1}} // why>|, |<c>')
  assert.equal(shape('{{ a }} b }}'), '<a>| b }}')
})

test('an escaped opening is text', () => {
  assert.deepEqual(parseTemplate('\\{{ name }}'), { kind: 'literal', text: '{{ name }}' })
  assert.equal(shape('\\{{ a }} {{ b }}'), '{{ a }} |<b>')
  assert.equal(shape('{{ b }}\\{{ a'), '<b>|{{ a')
})

test('a fault is told at its place in the text', () => {
  assert.deepEqual(parseTemplate('ab {{ }}'), { kind: 'error', message: 'The expression is empty.', at: 6 })
  assert.deepEqual(parseTemplate('ab {{ c d }}'), {
    kind: 'error',
    message: 'The expression should end here, before "d".',
    at: 8,
  })
})

test('a bare field takes its expression wrapped as well', () => {
  assert.equal(unwrapBare('a > 1'), 'a > 1')
  assert.equal(unwrapBare(' {{ a > 1 }} '), 'a > 1')
  assert.equal(unwrapBare('{{ a > }}'), 'a >')
  assert.equal(unwrapBare('{{ a }} + {{ b }}'), '{{ a }} + {{ b }}')
  assert.equal(unwrapBare('{a: {b: 1}}'), '{a: {b: 1}}')
})

test('no text makes it throw, and hostile text ends soon', () => {
  const piece = fc.oneof(
    fc.constantFrom('{{', '}}', '\\', '{', '}', '"', '`', '//', 'a', ' ', '\n'),
    fc.string(),
  )
  fc.assert(
    fc.property(fc.array(piece), (pieces) => void parseTemplate(pieces.join(''))),
    { numRuns: 1000 },
  )
  for (const text of [
    '{{ "'.repeat(50_000) + '}}',
    '{{ {a:{b:1}} // }}'.repeat(10_000),
    `{{${'}'.repeat(200_000)}`,
  ]) {
    parseTemplate(text)
  }
})

function shape(text: string): string {
  const template: Template = parseTemplate(text)
  switch (template.kind) {
    case 'literal':
      return template.text
    case 'expression':
      return `<${template.expression.source}>`
    case 'mixed':
      return template.parts
        .map((part) => ('text' in part ? part.text : `<${part.expression.source}>`))
        .join('|')
    case 'error':
      return `error at ${template.at}: ${template.message}`
  }
}
