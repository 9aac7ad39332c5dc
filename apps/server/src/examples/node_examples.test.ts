import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { nodeRegistry } from '@llamanexus/nodes'
import type { Finding, NodeExample, NodeTypeInfo, Workflow } from '@llamanexus/workflow'
import { openTestServer, problemIn, type TestServer } from '../testing/test_server.ts'

/** What is shown of a node type in the editor and the reference can be run as it is, on a server that is new. */
describe('examples of the node types', () => {
  let app: TestServer
  before(async () => void (app = await openTestServer()))
  after(() => app.close())

  for (const { info } of nodeRegistry.values())
    for (const [at, example] of info.examples.entries())
      test(`${info.type}: ${example.title}`, async () => {
        const made = await app.send<Workflow>('POST', pathOf(info.type, at + 1))
        assert.equal(made.status, 201, JSON.stringify(made.body))
        assert.equal(made.body.is_active, false)
        assert.deepEqual(await errorsIn(made.body, example), [])
        if (!example.needs) await runs(info, example, made.body.id)
      })

  test('an example that is not there is a clear 404', async () => {
    assert.equal(problemIn(await app.send('POST', pathOf('set', 99))).code, 'node_example_not_found')
    assert.equal(problemIn(await app.send('POST', pathOf('nothing', 1))).code, 'node_type_not_found')
  })

  async function errorsIn(workflow: Workflow, example: NodeExample): Promise<Finding[]> {
    const { body } = await app.send<{ findings: Finding[] }>('POST', '/api/v1/workflows/validate', {
      body: workflow,
    })
    return body.findings.filter(({ severity, code }) => severity === 'error' && !isMissing(code, example))
  }

  async function runs({ type, role }: NodeTypeInfo, { outputs }: NodeExample, id: string): Promise<void> {
    const isTrigger = role === 'trigger'
    // What a trigger gives is what it is run with.
    const query = `wait=30${isTrigger ? `&trigger=${type}` : ''}`
    const { body: run } = await app.execute(id, isTrigger ? outputs : {}, query)
    assert.equal(run.status, 'completed', JSON.stringify(run.error))
    const done = run.node_executions[type]
    assert.equal(done?.status, 'completed')
    if (!isTrigger) assert.partialDeepStrictEqual(done.outputs, outputs)
  }
})

const pathOf = (type: string, number: number): string =>
  `/api/v1/workflows/nodes/${type}/examples/${number}/instantiate`

/** What an example needs may be something that validation looks for. */
const isMissing = (code: string, { needs }: NodeExample): boolean =>
  needs !== undefined && /missing|unknown/.test(code)
