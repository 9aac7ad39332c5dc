import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { FunctionDraft, FunctionTry, WorkspaceFunction } from '@llamanexus/contract'
import { openTestServer, problemIn, type TestServer } from '../testing/test_server.ts'

const draft: FunctionDraft = {
  name: 'double',
  description: 'Twice as much',
  language: 'javascript',
  code: 'console.log("n is", n)\nreturn n * 2',
  parameters: { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] },
}

describe('functions', () => {
  let test: TestServer
  before(async () => {
    test = await openTestServer()
  })
  after(() => test.close())

  const at = (path = '') => `/api/v1/functions${path}`

  it('are made, read, saved and deleted, with If-Match against lost changes', async () => {
    const made = await test.send<WorkspaceFunction>('POST', at(), { body: draft })
    assert.equal(made.status, 201)
    assert.equal(made.headers.get('etag'), '"1"')
    assert.equal(made.headers.get('location'), at('/double'))
    const again = await test.send('POST', at(), { body: draft })
    assert.equal(problemIn(again).code, 'function_name_taken')
    const saved = await test.send<WorkspaceFunction>('PUT', at('/double'), {
      body: { ...draft, description: 'Two times' },
      headers: { 'if-match': '"1"' },
    })
    assert.equal(saved.body.version, 2)
    const stale = await test.send('PUT', at('/double'), { body: draft, headers: { 'if-match': '"1"' } })
    assert.equal(stale.status, 412)
    assert.equal(problemIn(stale).code, 'version_stale')
    const listed = await test.send<{ items: WorkspaceFunction[]; total: number }>('GET', at('?search=two'))
    assert.equal(listed.body.total, 1)
    assert.deepEqual(listed.body.items[0], saved.body)
    assert.equal((await test.send('DELETE', at('/double'), { headers: { 'if-match': '"1"' } })).status, 412)
    assert.equal((await test.send('DELETE', at('/double'))).status, 204)
    assert.equal(problemIn(await test.send('GET', at('/double'))).code, 'function_not_found')
  })

  it('are refused where name or schema are none', async () => {
    assert.equal((await test.send('POST', at(), { body: { ...draft, name: 'has space' } })).status, 422)
    const answer = await test.send('POST', at(), { body: { ...draft, parameters: { type: 'string' } } })
    assert.equal(problemIn(answer).errors?.[0]?.pointer, '/parameters')
  })

  it('are tried as saved or as they stand, and what goes wrong is an answer', async () => {
    await test.send('POST', at(), { body: draft })
    const run = async (body: object) =>
      (await test.send<FunctionTry>('POST', at('/double/run'), { body })).body
    const good = await run({ args: { n: 4 } })
    assert.deepEqual([good.ok, good.result, good.stdout], [true, 8, 'n is 4\n'])
    assert.equal((await run({ args: { n: 4 }, function: { ...draft, code: 'return n * 3' } })).result, 12)
    const wrong = await run({ args: { n: 'four' } })
    assert.equal(wrong.error?.code, 'args_invalid')
    assert.match(wrong.error?.message ?? '', /"n" must be a number/)
    const failed = await run({
      args: { n: 1 },
      function: { ...draft, code: 'console.log(1); throw new Error("no")' },
    })
    assert.deepEqual([failed.ok, failed.stdout, failed.error?.code], [false, '1\n', 'code_failed'])
    assert.equal((await test.send('POST', at('/nobody/run'), { body: { args: {} } })).status, 404)
  })

  it('are called by workflows, as they are at that moment', async () => {
    const workflow = await test.create({
      name: 'Calls',
      nodes: [
        { id: 'start', type: 'manual_trigger', position: { x: 0, y: 0 }, config: {} },
        {
          id: 'call',
          type: 'function_call',
          position: { x: 1, y: 0 },
          config: {},
          inputs: { name: 'double', args: { n: '{{ trigger.n }}' } },
        },
        {
          id: 'out',
          type: 'output',
          position: { x: 2, y: 0 },
          config: {},
          inputs: { value: '{{ nodes.call.result }}' },
        },
      ],
      connections: [
        { id: 'a', source_node: 'start', source_port: 'trigger', target_node: 'call', target_port: 'after' },
        { id: 'b', source_node: 'call', source_port: 'result', target_node: 'out', target_port: 'after' },
      ],
    })
    const run = async () => (await test.execute(workflow.id, { n: 21 })).body.final_output
    assert.equal(await run(), 42)
    await test.send('PUT', at('/double'), { body: { ...draft, code: 'return n + 1' } })
    assert.equal(await run(), 22)
  })
})
