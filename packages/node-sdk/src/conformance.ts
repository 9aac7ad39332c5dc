import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { JsonObject, JsonValue, NodeExample, NodeTypeInfo, PortSpec } from '@llamanexus/workflow'
import Schema from 'typebox/schema'
import type { NodeRegistry, NodeType } from './define_node.ts'
import { NodeError } from './errors.ts'
import type { ExpressionService, NodeServices } from './node_services.ts'
import { runNode } from './run_node.ts'

export { type NodeRun, type RunNodeOptions, runNode } from './run_node.ts'

/** A type as the plan lists it; a port id in brackets stands for ports that are derived. */
export interface PlannedType {
  type: string
  /** Ours: `control`, `data`, … */
  category: string
  inputs: readonly PlannedPort[]
  outputs: readonly PlannedPort[]
}

export interface PlannedPort {
  id: string
  type: string
  required?: boolean
}

export interface ConformanceOptions {
  services: () => NodeServices
  expressions: () => ExpressionService
  /** Types of the plan that are in the registry are held against it. */
  plan: readonly PlannedType[]
  /** Required ports of the plan that something else can stand in for, as `type.port`. */
  optional?: readonly string[]
  isIcon: (name: string) => boolean
}

/** The tests that every node type has to pass; call it in a test file. */
export function nodeConformance(registry: NodeRegistry, options: ConformanceOptions): void {
  test('each node type is registered under its own name', () => {
    for (const [name, type] of registry) assert.equal(type.info.type, name)
  })
  for (const type of registry.values())
    describe(`node type ${type.info.type}`, () => {
      describesItself(type.info, options)
      keepsToThePlan(type.info, options)
      if (!type.execute) return
      test('runs its examples', () => runsExamples(type, options))
      test('names the port or field that a wrong value is at', () => refusesWrongValues(type, options))
      test('takes odd values without crashing', () => survivesOddValues(type, options))
      test('settles when it is aborted', () => settlesOnAbort(type, options))
    })
}

function describesItself(info: NodeTypeInfo, { isIcon }: ConformanceOptions): void {
  test('describes itself', () => {
    assert.match(info.type, /^[a-z][a-z0-9_]*$/)
    for (const text of [info.name, info.description, info.summary]) assert.ok(text.trim())
    assert.ok(info.docs.length > 80, 'docs say what, when and an example')
    assert.match(info.docs, /\*\*When to use it\.\*\*/)
    assert.ok(isIcon(info.icon), `${info.icon} is no lucide icon`)
    assert.deepEqual(JSON.parse(JSON.stringify(info)), info, 'is plain JSON')
    for (const port of allPorts(info)) assert.ok(port.description, `port ${port.id} has a description`)
  })
  test('has ports of unique names and no control ports', () => {
    for (const side of [info.inputs, info.outputs, info.body_inputs ?? [], info.body_outputs ?? []])
      assert.equal(new Set(side.map(({ id }) => id)).size, side.length)
    assert.ok(info.inputs.every(({ id }) => id !== 'after'))
    // A retry tells of the failures before the try that worked.
    if (info.container !== 'retry') assert.ok(info.outputs.every(({ id }) => id !== 'error'))
  })
  test('has a config schema whose fields are titled and whose defaults are valid', () => {
    Schema.Compile(info.config_schema)
    for (const [name, field] of Object.entries(fieldsOf(info))) {
      assert.ok(field.title, `config.${name} has a title`)
      const values = [...(field.default === undefined ? [] : [field.default]), ...(field.examples ?? [])]
      for (const value of values) {
        const isText = typeof value === 'string' && value.includes('{{')
        assert.ok(isText || Schema.Check(field, value), `config.${name}: ${JSON.stringify(value)}`)
      }
    }
    for (const { id, schema, default: value } of info.inputs)
      if (value !== undefined) assert.ok(Schema.Check(schema ?? {}, value), `default of ${id}`)
  })
}

function keepsToThePlan(info: NodeTypeInfo, { plan, optional = [] }: ConformanceOptions): void {
  const planned = plan.find(({ type }) => type === info.type)
  if (!planned) return
  test('has the category and the ports of the plan', () => {
    assert.equal(info.category, planned.category)
    const inputs = info.inputs
    const outputs = [...info.outputs, ...(info.body_outputs ?? [])]
    for (const port of planned.inputs) {
      const own = inputs.find(({ id }) => id === port.id)
      assert.equal(own?.type, port.type, `input ${port.id}`)
      const standsIn = port.id in fieldsOf(info) || optional.includes(`${info.type}.${port.id}`)
      if (port.required) assert.ok(own?.required || standsIn, `input ${port.id} is required`)
      else assert.ok(!own?.required || own.default !== undefined, `input ${port.id} is optional`)
    }
    for (const port of planned.outputs)
      if (port.id.startsWith('['))
        assert.ok(info.derived?.some(({ direction, type }) => direction === 'outputs' && type === port.type))
      else assert.equal(outputs.find(({ id }) => id === port.id)?.type, port.type, `output ${port.id}`)
  })
}

async function runsExamples(type: NodeType, options: ConformanceOptions): Promise<void> {
  const { info } = type
  assert.ok(info.examples.length > 0, 'has an example')
  // What a trigger gives is what the run was started with, which an example cannot say.
  if (info.role === 'trigger') return
  for (const example of info.examples) {
    const { outputs } = await run(type, options, example)
    const named = Object.keys(example.outputs).map((id) => [id, outputs[id]])
    assert.deepEqual(Object.fromEntries(named), example.outputs, example.title)
    assert.deepEqual(JSON.parse(JSON.stringify(outputs)), outputs, 'outputs are JSON')
  }
}

const WRONG: Record<Exclude<PortSpec['type'], 'any'>, JsonValue[]> = {
  string: [1, true, {}, []],
  number: ['1', true, {}, []],
  boolean: ['true', 1, {}, []],
  object: ['{}', 1, true, []],
  array: ['[]', 1, true, {}],
}

async function refusesWrongValues(type: NodeType, options: ConformanceOptions): Promise<void> {
  const good = type.info.examples[0] ?? { config: {}, inputs: {}, outputs: {} }
  for (const port of type.info.inputs) {
    const fits = port.schema?.['type']
      ? (value: JsonValue) => Schema.Check(port.schema ?? {}, value)
      : () => false
    const wrong = port.type === 'any' ? [] : WRONG[port.type].filter((value) => !fits(value))
    for (const value of wrong)
      await refuses({ ...good, inputs: { ...good.inputs, [port.id]: value } }, 'input_invalid', port.id)
    if (port.required && port.default === undefined) {
      const { [port.id]: _, ...others } = good.inputs
      await refuses({ ...good, inputs: others }, 'input_invalid', port.id)
    }
  }
  for (const [name, field] of Object.entries(fieldsOf(type.info))) {
    const wrong = ([{ a: 1 }, [[]], 'no such value', -1.5] as JsonValue[]).find(
      (value) => !Schema.Check(field, value),
    )
    if (wrong !== undefined)
      await refuses({ ...good, config: { ...good.config, [name]: wrong } }, 'config_invalid', name)
  }

  async function refuses(values: NodeExample, code: string, field: string): Promise<void> {
    await assert.rejects(run(type, options, values), (error) => {
      assert.ok(error instanceof NodeError, `${field}: ${String(error)}`)
      assert.equal(error.code, code)
      assert.equal(error.field, field)
      assert.ok(error.message.includes(field), error.message)
      return true
    })
  }
}

const ODD: JsonValue[] = [
  '',
  ' ',
  '{{',
  '\u0000',
  'x'.repeat(10_000),
  0,
  -1,
  1e308,
  [],
  [null],
  {},
  { __proto__: null, '': '' },
]

/** A value of the right type may still make no sense; that is an error of the node and never a crash. */
async function survivesOddValues(type: NodeType, options: ConformanceOptions): Promise<void> {
  for (const example of type.info.examples.slice(0, 1))
    for (const port of type.info.inputs)
      for (const value of ODD) {
        const values = { ...example, inputs: { ...example.inputs, [port.id]: value } }
        const outcome = await run(type, options, values).catch((error: unknown) => error)
        if (!(outcome instanceof Error)) continue
        assert.ok(outcome instanceof NodeError, `${port.id} = ${JSON.stringify(value)}: ${outcome.stack}`)
      }
}

const GUARD_MS = 10_000

async function settlesOnAbort(type: NodeType, options: ConformanceOptions): Promise<void> {
  const [example] = type.info.examples
  if (!example) return
  const abort = new AbortController()
  const settled = run(type, options, example, abort.signal).then(
    () => true,
    () => true,
  )
  abort.abort()
  let guard: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    guard = setTimeout(resolve, GUARD_MS, false)
  })
  assert.ok(await Promise.race([settled, late]), 'goes on after it was aborted')
  clearTimeout(guard)
}

function run(type: NodeType, options: ConformanceOptions, values: NodeExample, signal?: AbortSignal) {
  const { config, inputs } = values
  const [services, expressions] = [options.services(), options.expressions()]
  return runNode(type, { services, expressions, config, inputs, signal })
}

const allPorts = (info: NodeTypeInfo): PortSpec[] =>
  [info.inputs, info.outputs, info.body_inputs ?? [], info.body_outputs ?? []].flat()

type Field = { title?: string; default?: JsonValue; examples?: JsonValue[] } & JsonObject

const fieldsOf = (info: NodeTypeInfo): Record<string, Field> =>
  (info.config_schema['properties'] ?? {}) as Record<string, Field>
