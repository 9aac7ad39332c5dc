import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { JsonValue } from '@llamanexus/workflow'
import { type Product, startProduct } from './product.ts'
import { draft, fields, node } from './workflow_builder.ts'

let product: Product
before(async () => {
  product = await startProduct()
})
after(() => product.remove())

const document = draft(
  'Fuzzed',
  [
    node('in', 'manual_trigger'),
    node('each', 'loop', { inputs: { items: '{{ trigger.items }}' } }),
    fields('body', { value: '{{ item }}' }, { parent: 'each' }),
    node('if', 'condition', { inputs: { condition: 'input.length > 1' } }),
    node('way', 'switch', { inputs: { cases: { a: 'input == 1' } } }),
    node('merge', 'merge'),
    node('text', 'template', { inputs: { template: '{{ a }}', vars: { a: 1 } } }),
    node('out', 'output'),
  ],
  [
    'in.trigger -> each.after',
    'each.item -> body.input',
    'body.output -> each.result',
    'each.results -> if.input',
    'if.true -> merge.inputs',
    'if.false -> way.input',
    'way.a -> merge.inputs',
    'merge.output -> out.value',
  ],
)
const whole = JSON.stringify({ ...document, variables: { x: 1 }, settings: {}, is_active: false })

const JUNK: JsonValue[] = JSON.parse(
  `[null, 0, -1, 1e308, true, "", "{{", "{{}}", "{{ x", "{{ inputs }}", "__proto__", "constructor", "../..", "😀",
    "\\u0000", "\\ud800", "${'a'.repeat(300)}", [], {}, [[]], [null], {"$ref": "#"}, {"type": "loop"}]`,
)

test('no document, however broken, is answered with anything but what is wrong with it', async () => {
  const random = seeded(20_26)
  for (let round = 0; round < 120; round += 1) {
    const mutant = JSON.stringify(mutated(mutated(JSON.parse(whole), random), random))
    const validated = await post('/validate', mutant)
    assert.equal(validated.status, 200, mutant)
    const created = await post('', mutant)
    assert.ok([201, 422].includes(created.status), `${created.status} for ${mutant}`)
    if (created.status !== 201) continue
    const kept = JSON.parse(created.text) as Record<string, JsonValue>
    const exported = await post(`/${String(kept.id)}/export?format=yaml`)
    const imported = await post('/import', exported.text, 'application/yaml')
    assert.equal(imported.status, 201, exported.text)
    assert.deepEqual(graphOf(JSON.parse(imported.text)), graphOf(kept), mutant)
    const run = await post(`/${String(kept.id)}/execute?wait=5`, '{"items":[1,2]}')
    assert.ok([200, 422].includes(run.status), `${run.status} for ${mutant}`)
  }
})

async function post(path: string, body?: string, type = 'application/json') {
  const headers = body === undefined ? undefined : { 'content-type': type }
  const answer = await fetch(`${product.url}/api/v1/workflows${path}`, { method: 'POST', body, headers })
  const text = await answer.text()
  if (!answer.ok) assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/)
  assert.doesNotMatch(text, /node_modules|\.ts:\d/)
  return { status: answer.status, text }
}

const graphOf = ({ nodes, connections, variables, annotations }: Record<string, JsonValue>) => ({
  nodes,
  connections,
  variables,
  annotations,
})

/** One place of the document is taken out, doubled, renamed or made junk. */
function mutated(value: JsonValue, random: () => number): JsonValue {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const junk = structuredClone(pick(JUNK))
  const places = placesIn(value)
  if (places.length === 0) return junk
  const { parent, key } = pick(places)
  const kind = random()
  if (kind < 0.25) Reflect.deleteProperty(parent, key)
  else if (kind < 0.4) Reflect.set(parent, `${key}x`, Reflect.get(parent, key))
  else if (kind < 0.5 && Array.isArray(parent)) parent.push(structuredClone(Reflect.get(parent, key)))
  else Reflect.set(parent, key, junk)
  return value
}

function placesIn(value: JsonValue): { parent: object; key: string }[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => [{ parent: value, key }, ...placesIn(inner)])
}

/** The same numbers from 0 to 1 for the same seed. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return state / 2 ** 31
  }
}
