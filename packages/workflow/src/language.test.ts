import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { arbitraryWorkflow } from './arbitrary_workflow.ts'
import { canConnect } from './can_connect.ts'
import { testCatalogue } from './catalogue_fixture.ts'
import { diffWorkflows, summarizeChanges } from './diff_workflows.ts'
import type { JsonValue, Workflow } from './document.ts'
import { exclusive } from './exclusive.ts'
import { parseWorkflow, type WorkflowFormat } from './parse_workflow.ts'
import { readWorkflow } from './read_workflow.ts'
import { serializeWorkflow } from './serialize_workflow.ts'
import { summaryOf } from './summary_of.ts'
import { validateWorkflow } from './validate_workflow.ts'

const catalogue = testCatalogue()

test('random sound workflows have no errors', () => {
  fc.assert(
    fc.property(arbitraryWorkflow(), (workflow) => {
      const errors = validateWorkflow(workflow, catalogue).filter(({ severity }) => severity === 'error')
      assert.deepEqual(errors, [])
    }),
  )
})

test('writing and reading again gives the same document, in the same order, in both formats', () => {
  // Keys like numbers are put in another order by JavaScript itself, and `__proto__` is refused.
  const key = fc
    .string({ unit: 'grapheme', minLength: 1 })
    .filter((name) => !/^\d+$/.test(name) && name !== '__proto__')
  const data = fc.dictionary(key, fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<JsonValue>)
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('null', '1e3', 'yes', '- a', '#', ' x ', 'a: b\n', '<<', '0x1F', '2026-01-01'),
  )
  const property = fc.property(arbitraryWorkflow(), data, text, (workflow, extra, name) => {
    const read = readWorkflow({ ...workflow, name, variables: extra, future: extra })
    if (!read.workflow) return
    for (const format of ['json', 'yaml'] as const satisfies WorkflowFormat[]) {
      const written = serializeWorkflow(read.workflow, format)
      const again = parseWorkflow(written, format)
      assert.deepEqual(again.findings, [])
      assert.deepEqual(again.workflow, read.workflow)
      assert.equal(serializeWorkflow(again.workflow as Workflow, format), written)
      assert.deepEqual(parseWorkflow(written).workflow, read.workflow)
    }
  })
  fc.assert(property, { numRuns: 50 })
})

test('no damage to a document makes anything throw', () => {
  const junk = fc.oneof(
    fc.jsonValue() as fc.Arbitrary<JsonValue>,
    fc.constantFrom<JsonValue>(
      '',
      '{{ x',
      '{{ nodes. }}',
      '{{ nodes.n1.output }}',
      'n1',
      'constructor',
      'toString',
      'loop',
      -1,
      null,
      [],
      {},
    ),
  )
  const damage = fc.record({
    at: fc.nat(),
    how: fc.constantFrom('delete', 'replace', 'rename', 'nest', 'swap'),
    junk,
  })
  fc.assert(
    fc.property(
      arbitraryWorkflow(),
      fc.array(damage, { minLength: 1, maxLength: 6 }),
      (workflow, damages) => {
        const damaged = damages.reduce<JsonValue>(
          (value, { at, how, junk: put }) => hurt(value, at, how, put),
          structuredClone(workflow) as unknown as JsonValue,
        )
        validateWorkflow(damaged, catalogue)
        const { workflow: read } = readWorkflow(damaged)
        if (!read) return
        assert.equal(typeof summarizeChanges(diffWorkflows(workflow, read)), 'string')
        assert.deepEqual(diffWorkflows(read, read), [])
        for (const node of read.nodes) summaryOf(node, catalogue.get(node.type))
        const [a, b] = read.connections
        if (a && b) {
          exclusive(read, catalogue, a, b)
          canConnect({
            workflow: read,
            catalogue,
            ...a,
            target_node: b.target_node,
            target_port: b.target_port,
          })
        }
      },
    ),
    { numRuns: 200 },
  )
})

test('a thousand nodes are validated by a bounded number of steps', () => {
  const count = 1000
  const nodes = Array.from({ length: count }, (_, i) => ({
    id: `n${i}`,
    type: i === 0 ? 'manual_trigger' : i % 3 === 0 ? 'condition' : 'pass',
    inputs: i > 0 && i % 3 === 0 ? { condition: `nodes.n${i - 1}.output > ${i}` } : {},
  }))
  const connections = nodes.slice(1).map((node, i) => ({
    source_node: `n${i}`,
    source_port: i === 0 ? 'trigger' : i % 3 === 0 ? 'true' : 'output',
    target_node: node.id,
    target_port: 'input',
  }))
  assert.deepEqual(validateWorkflow({ name: 'Long', nodes, connections }, catalogue), [])
})

/** Damages the value at one place of a document, counted through all its values. */
function hurt(root: JsonValue, at: number, how: string, put: JsonValue): JsonValue {
  const places: { holder: Record<string, JsonValue>; key: string }[] = []
  const collect = (value: JsonValue): void => {
    if (typeof value !== 'object' || value === null) return
    for (const [key, item] of Object.entries(value)) {
      places.push({ holder: value as Record<string, JsonValue>, key })
      collect(item)
    }
  }
  collect(root)
  const place = places[at % Math.max(1, places.length)]
  const other = places[(at * 7) % Math.max(1, places.length)]
  if (!place || !other) return root
  const { holder, key } = place
  const value = holder[key] as JsonValue
  if (how === 'delete') delete holder[key]
  else if (how === 'replace') holder[key] = put
  else if (how === 'nest') holder[key] = [structuredClone(value)]
  else if (how === 'rename') holder[`${key}x`] = structuredClone(value)
  else holder[key] = structuredClone(other.holder[other.key] as JsonValue)
  return root
}
