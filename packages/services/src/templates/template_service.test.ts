import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { JsonObject } from '@llamanexus/workflow'
import { createTemplateService } from './index.ts'

const service = createTemplateService()
after(() => service.close())

test('Jinja loops, filters and conditions', async () => {
  const template =
    '{% for line in lines %}{{ line.name | upper }}{% if not loop.last %}, {% endif %}{% endfor %}'
  const text = await service.render({
    engine: 'jinja',
    template,
    vars: { lines: [{ name: 'a' }, { name: 'b' }] },
  })
  assert.equal(text, 'A, B')
})

test('Mustache sections, dotted names and escaping', async () => {
  const template =
    '{{#lines}}{{name}}:{{size.w}} {{/lines}}{{^none}}none{{/none}} {{html}} {{{html}}} {{html.length}}'
  const vars = {
    lines: [
      { name: 'a', size: { w: 1 } },
      { name: 'b', size: { w: 2 } },
    ],
    html: '<b>',
  }
  assert.equal(await service.render({ engine: 'mustache', template, vars }), 'a:1 b:2 none &lt;b&gt; <b> 3')
})

test('an outer name is found from inside a section, a broken dotted name is not looked for further out', async () => {
  const vars = { a: { b: 1 }, list: [{ a: {} }, { c: 1 }] } as JsonObject
  assert.equal(
    await service.render({ engine: 'mustache', template: '{{#list}}[{{a.b}}]{{/list}}', vars }),
    '[][1]',
  )
})

const REACHES = [
  'constructor',
  'constructor.name',
  '__proto__',
  'a.constructor',
  'a.__proto__.x',
  'toString',
  'a.toString',
]
for (const name of REACHES) {
  test(`nothing inherited is reached through ${name}`, async () => {
    for (const engine of ['jinja', 'mustache'] as const) {
      const text = await service
        .render({ engine, template: `[{{ ${name} }}]`, vars: { a: { x: 1 } } })
        .catch(() => '[]')
      assert.equal(text, '[]', engine)
    }
  })
}

test('a template that does not parse says so', async () => {
  await assert.rejects(service.render({ engine: 'jinja', template: '{% for x %}', vars: {} }), {
    code: 'template_invalid',
  })
  await assert.rejects(service.render({ engine: 'mustache', template: '{{#a}}', vars: {} }), {
    code: 'template_invalid',
  })
})

const ENDLESS = '{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}'

test('an endless template ends at its deadline and the next one renders', async () => {
  const endless = service.render({ engine: 'jinja', template: ENDLESS, vars: {}, timeout_ms: 100 })
  await assert.rejects(endless, { code: 'timeout' })
  assert.equal(await service.render({ engine: 'jinja', template: '{{ 1 + 1 }}', vars: {} }), '2')
})

test('an abort ends the rendering at once', async () => {
  const abort = new AbortController()
  const endless = service.render({
    engine: 'jinja',
    template: ENDLESS,
    vars: {},
    timeout_ms: 60_000,
    signal: abort.signal,
  })
  setTimeout(() => abort.abort(), 20)
  await assert.rejects(endless, { code: 'aborted' })
})
