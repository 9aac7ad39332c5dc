import assert from 'node:assert/strict'
import { it } from 'node:test'
import { foldLog } from '@llamanexus/engine'
import { randomWorkflow } from './random_workflow.ts'
import { interpret, UNTOLD } from './reference_interpreter.ts'
import { createTestProcess } from './test_process.ts'

const SEEDS = Number(process.env['SEEDS'] ?? 1_000)

it(`does with ${SEEDS} random graphs what the reference interpreter says`, async () => {
  let completed = 0
  for (let seed = 1; seed <= SEEDS; seed += 1) if (await compare(seed)) completed += 1
  assert.ok(completed > SEEDS / 3, 'too few of the graphs come to their end to say much')
})

/** Whether the run completed; a difference throws with the seed. */
async function compare(seed: number): Promise<boolean> {
  const workflow = randomWorkflow(seed)
  const expected = interpret(workflow, 2)
  const { run, journal } = createTestProcess()
  const record = await run(workflow, 2)
  const context = `seed ${seed}`
  assert.equal(record.status, expected.status, context)
  if (expected.status === 'failed') return false
  same(record.final_output, expected.final_output, context)
  const { node_executions } = foldLog({ workflow, record, entries: journal.log(record.id) })
  for (const [path, node] of expected.nodes) {
    assert.equal(node_executions[path]?.status, node.status, `${context}, ${path}`)
    same(node_executions[path]?.outputs, node.outputs, `${context}, ${path}`)
  }
  return true
}

function same(actual: unknown, expected: unknown, context: string): void {
  const wanted = clean(expected)
  assert.deepEqual(without(clean(actual), wanted), wanted, context)
}

/** With `UNTOLD` wherever the other has it. */
function without(actual: unknown, wanted: unknown): unknown {
  if (wanted === UNTOLD && typeof actual === 'string') return UNTOLD
  if (typeof actual !== 'object' || actual === null || typeof wanted !== 'object' || wanted === null)
    return actual
  const other = wanted as Record<string, unknown>
  if (Array.isArray(actual)) return actual.map((item, at) => without(item, other[at]))
  return Object.fromEntries(Object.entries(actual).map(([key, item]) => [key, without(item, other[key])]))
}

/** How the checker words a value it refuses is its own affair; that and where it did is compared. */
function clean(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value ?? null, (key, item: unknown) => (key === 'message' ? wordless(item) : item)),
  )
}

const wordless = (message: unknown) =>
  typeof message === 'string'
    ? message.replace(/(^|: )("|type$|null$|max$|The condition still).*/, '$1…')
    : message
