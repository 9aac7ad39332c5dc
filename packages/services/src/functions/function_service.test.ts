import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { WorkflowFunction } from '@llamanexus/workflow'
import { createSandboxService } from '../sandbox/index.ts'
import { createFunctionService } from './function_service.ts'
import { invalidSchema } from './schema_check.ts'

const sandbox = createSandboxService({ max_runs: 1 })
after(() => sandbox.close())

const area: WorkflowFunction = {
  name: 'area',
  description: 'Area of a box',
  language: 'javascript',
  code: 'console.log("counting"); return { area: width * height, unit, given: Object.keys(args) }',
  parameters: {
    type: 'object',
    properties: {
      width: { type: 'number' },
      height: { type: 'number', default: 1 },
      unit: { type: 'string' },
      class: { type: 'string' },
    },
    required: ['width'],
    additionalProperties: false,
  },
}

const kept = new Map([[area.name, area]])
const service = createFunctionService({
  sandbox,
  functions: {
    get: async (name) => kept.get(name),
    list: async () => ({ items: [...kept.values()] }),
  },
})

test('arguments are variables, defaults are filled in, and what is left out is null', async () => {
  const printed: string[] = []
  const result = await service.call('area', { width: 3 }, { onText: (text) => printed.push(text) })
  assert.deepEqual(result, { area: 3, unit: null, given: ['width', 'height'] })
  assert.deepEqual(printed, ['counting\n'])
})

test('a parameter whose name is a word of the language is read from args', async () => {
  const code = 'return args.class'
  assert.equal(await service.run({ ...area, code }, { width: 1, class: 'a' }), 'a')
})

const WRONG: [args: object, message: RegExp, argument: string][] = [
  [{}, /"width" is missing/, 'width'],
  [{ width: 'wide' }, /"width" must be a number/, 'width'],
  [{ width: 1, depth: 2 }, /"depth" is not a parameter/, 'depth'],
]
for (const [args, message, argument] of WRONG)
  test(`${JSON.stringify(args)} is refused by name`, async () => {
    await assert.rejects(
      service.call('area', args as never),
      (error: { details: { argument: string }[] }) => {
        assert.equal(error.details[0]?.argument, argument)
        assert.match(String(error), message)
        return true
      },
    )
  })

test('a function that is not there, and which are', async () => {
  await assert.rejects(service.call('nobody', {}), {
    code: 'function_missing',
    field: 'name',
    hint: 'There are area.',
    retryable: false,
  })
  assert.deepEqual(await service.list(), [
    { name: 'area', description: 'Area of a box', parameters: area.parameters },
  ])
})

test('a result that does not fit its schema is an error', async () => {
  const returns = { type: 'object', properties: { area: { type: 'string' } } }
  await assert.rejects(service.run({ ...area, returns }, { width: 1 }), {
    code: 'result_invalid',
    message: /"area" must be text/,
  })
})

test('an error of the code, its limit and an abort come through', async () => {
  await assert.rejects(service.run({ ...area, code: 'throw new Error("no")' }, { width: 1 }), {
    code: 'code_failed',
  })
  await assert.rejects(service.run({ ...area, code: 'for(;;);', timeout_ms: 50 }, { width: 1 }), {
    code: 'timeout',
  })
  const signal = AbortSignal.abort()
  await assert.rejects(service.call('area', { width: 1 }, { signal }), { code: 'aborted' })
})

test('a schema of parameters is an object schema that can be read', () => {
  assert.equal(invalidSchema(area.parameters), undefined)
  assert.match(invalidSchema({}) ?? '', /"type": "object"/)
  const broken = { type: 'object', properties: { a: { pattern: '(' } } }
  assert.match(invalidSchema(broken) ?? '', /no JSON Schema/)
})
