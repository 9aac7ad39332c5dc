import assert from 'node:assert/strict'
import { it } from 'node:test'
import { foldLog } from '@llamanexus/engine'
import { randomWorkflow } from './random_workflow.ts'
import { interpret } from './reference_interpreter.ts'
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
  assert.deepEqual(clean(record.final_output), clean(expected.final_output), context)
  const { node_executions } = foldLog({ workflow, record, entries: journal.log(record.id) })
  for (const [path, node] of expected.nodes) {
    assert.equal(node_executions[path]?.status, node.status, `${context}, ${path}`)
    assert.deepEqual(clean(node_executions[path]?.outputs), clean(node.outputs), `${context}, ${path}`)
  }
  return true
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
