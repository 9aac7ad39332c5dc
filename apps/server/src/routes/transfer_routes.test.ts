import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { WorkspaceFunction } from '@llamanexus/contract'
import { type JsonObject, parseWorkflow, type Workflow, type WorkflowFile } from '@llamanexus/workflow'
import { draftOf } from '../testing/drafts.ts'
import { openTestServer, problemIn, type TestServer } from '../testing/test_server.ts'

const api = '/api/v1/workflows'

const slug = {
  name: 'slug',
  description: 'Makes a slug',
  language: 'javascript',
  code: "// a comment\nreturn text.toLowerCase().replaceAll(' ', '-')",
  parameters: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
}

const calling = draftOf(
  'Calls',
  {
    in: { type: 'manual_trigger' },
    call: { type: 'function_call', inputs: { name: 'slug', args: { text: '{{ trigger.text }}' } } },
    agent: {
      type: 'agent',
      config: { model: 'builtin', tools: [{ kind: 'function', name: 'slug', approval: 'never' }] },
      inputs: { task: 'Say hello' },
    },
    out: { type: 'output' },
  },
  ['in.trigger>call.after', 'call.result>out.value', 'out.value>agent.after'].slice(0, 2),
)

describe('functions that travel with workflows', () => {
  let from: TestServer
  let file: WorkflowFile
  let yaml = ''
  const closing: TestServer[] = []

  before(async () => {
    from = await openTestServer()
    await from.send('POST', '/api/v1/functions', { body: slug })
    const { id } = await from.create(calling)
    file = (await from.send<WorkflowFile>('POST', `${api}/${id}/export`)).body
    yaml = (await from.send<string>('POST', `${api}/${id}/export?format=yaml`)).body
  })
  after(() => Promise.all([from, ...closing].map((server) => server.close())))

  /** On a server of its own, with one function already where it is given. */
  const importing = async (
    body: unknown,
    test: (imported: {
      answer: { status: number; headers: Headers; body: Workflow }
      server: TestServer
      functions: WorkspaceFunction[]
    }) => Promise<void>,
    there?: object,
  ) => {
    const server = await openTestServer()
    try {
      if (there) await server.send('POST', '/api/v1/functions', { body: there })
      const answer = await server.send<Workflow>('POST', `${api}/import`, { body })
      const { body: list } = await server.send<{ items: WorkspaceFunction[] }>('GET', '/api/v1/functions')
      await test({ answer, server, functions: list.items })
    } finally {
      await server.close()
    }
  }
  const names = (functions: WorkspaceFunction[]) => functions.map(({ name }) => name)

  it('stand in the file, in JSON and YAML, and not in the document', async () => {
    assert.deepEqual(file.functions, [slug])
    assert.match(yaml, /^functions:\n {2}- name: slug\n/m)
    assert.match(yaml, /code: \|-\n\s+\/\/ a comment\n/)
    assert.deepEqual((parseWorkflow(yaml).workflow as WorkflowFile).functions, [slug])
    const { body } = await from.send<JsonObject>('GET', `${api}/${file.id}`)
    assert.ok(!('functions' in body))
  })

  it('are made where they are not there, and the workflow runs with them', () =>
    importing(file, async ({ answer, server, functions }) => {
      assert.equal(answer.status, 201)
      assert.equal(answer.headers.get('x-functions-imported'), 'slug')
      assert.equal(answer.headers.get('x-functions-renamed'), null)
      assert.ok(!('functions' in answer.body))
      assert.deepEqual(names(functions), ['slug'])
      assert.deepEqual(answer.body.nodes, file.nodes)
      const { body: run } = await server.execute(answer.body.id, { text: 'Green Tea' })
      assert.equal(run.final_output, 'green-tea')
      const { body: again } = await server.send<WorkflowFile>('POST', `${api}/${answer.body.id}/export`)
      assert.deepEqual(again.functions, file.functions)
    }))

  it('are used where they are there just so', () =>
    importing(
      file,
      async ({ answer, functions }) => {
        assert.equal(answer.headers.get('x-functions-imported'), null)
        assert.deepEqual(names(functions), ['slug'])
      },
      slug,
    ))

  it('take a free name where another has theirs, and are called by it, once for all imports', () =>
    importing(
      file,
      async ({ answer, server, functions }) => {
        assert.equal(answer.headers.get('x-functions-imported'), 'slug_2')
        assert.equal(answer.headers.get('x-functions-renamed'), 'slug=slug_2')
        assert.deepEqual(names(functions), ['slug', 'slug_2'])
        assert.equal(functions[0]?.code, 'return 1')
        const [, call, agent] = answer.body.nodes
        assert.equal(call?.inputs?.name, 'slug_2')
        assert.deepEqual(agent?.config.tools, [{ kind: 'function', name: 'slug_2', approval: 'never' }])
        const again = await server.send<Workflow>('POST', `${api}/import`, {
          text: yaml,
          headers: { 'content-type': 'application/yaml' },
        })
        assert.equal(again.headers.get('x-functions-imported'), null)
        assert.equal(again.headers.get('x-functions-renamed'), 'slug=slug_2')
        assert.equal(again.body.nodes[1]?.inputs?.name, 'slug_2')
      },
      { ...slug, code: 'return 1' },
    ))

  it('are refused with all that is wrong with them, and then nothing is kept', () =>
    importing(
      {
        ...file,
        functions: [
          slug,
          { ...slug, name: 'no name' },
          { ...slug, name: 'pattern', parameters: { type: 'object', properties: { a: { pattern: '(' } } } },
          slug,
        ],
      },
      async ({ answer, server, functions }) => {
        const problem = problemIn(answer)
        assert.deepEqual([problem.status, problem.code], [422, 'document_invalid'])
        assert.deepEqual(
          problem.errors?.map(({ pointer }) => pointer),
          ['/functions/1/name', '/functions/2/parameters', '/functions/3/name'],
        )
        assert.deepEqual(functions, [])
        const { body } = await server.send<{ total: number }>('GET', api)
        assert.equal(body.total, 0)
      },
    ))

  it('come with a document that is posted as it is, and with one that is saved over another', async () => {
    const server = await openTestServer()
    closing.push(server)
    const made = await server.send<Workflow>('POST', api, { body: { ...file, id: 'posted' } })
    assert.equal(made.headers.get('x-functions-imported'), 'slug')
    const again = await server.send('POST', api, {
      body: { ...file, id: 'posted', functions: [{ ...slug, name: 'other' }] },
    })
    assert.equal(problemIn(again).code, 'id_taken')
    const save = (functions: object[], headers = {}) =>
      server.send<Workflow>('PUT', `${api}/posted`, { body: { ...file, functions }, headers })
    const same = await save([slug])
    assert.ok(!('functions' in same.body))
    assert.equal(same.headers.get('x-functions-imported'), null)
    assert.equal(same.body.nodes[1]?.inputs?.name, 'slug')
    assert.deepEqual(
      problemIn(await save([{ ...slug, name: 'no name' }])).errors?.[0]?.pointer,
      '/functions/0/name',
    )
    const stale = await save([{ ...slug, code: 'return 1' }], { 'if-match': '"1"' })
    assert.equal(problemIn(stale).code, 'version_stale')
    assert.equal(
      (
        await server.send('PUT', `${api}/nobody`, {
          body: { ...file, functions: [{ ...slug, name: 'other' }] },
        })
      ).status,
      404,
    )
    const changed = await save([{ ...slug, code: 'return 2' }], { 'if-match': '"2"' })
    assert.equal(changed.headers.get('etag'), '"3"')
    assert.equal(changed.headers.get('x-functions-imported'), 'slug_2')
    assert.equal(changed.headers.get('x-functions-renamed'), 'slug=slug_2')
    assert.equal(changed.body.nodes[1]?.inputs?.name, 'slug_2')
    const { body: run } = await server.execute('posted', { text: 'x' })
    assert.equal(run.final_output, 2)
    const { body } = await server.send<{ items: WorkspaceFunction[] }>('GET', '/api/v1/functions')
    assert.deepEqual(names(body.items), ['slug', 'slug_2'])
  })

  it('are known to the validation of the file that brings them', async () => {
    const server = await openTestServer()
    closing.push(server)
    const missing = async (functions: unknown) => {
      const answer = await server.send<{ findings: { code: string }[] }>('POST', `${api}/validate`, {
        body: { ...file, functions },
      })
      return answer.body.findings.filter(({ code }) => code === 'function_missing').length
    }
    assert.equal(await missing([]), 2)
    assert.equal(await missing([slug]), 0)
    assert.equal(await missing(7), 2)
    assert.equal(await missing([null, 'slug']), 2)
  })
})

describe('references that an import leaves open', () => {
  let server: TestServer
  before(async () => {
    server = await openTestServer()
  })
  after(() => server.close())

  it('are warnings that name the field', async () => {
    const workflow = draftOf(
      'Open ends',
      {
        in: { type: 'manual_trigger' },
        call: { type: 'function_call', inputs: { name: 'nobody' } },
        find: { type: 'retriever', config: { collection: 'handbook' }, inputs: { query: 'x' } },
        tool: { type: 'mcp_tool', inputs: { server: 'everything', tool: 'echo' } },
        sub: { type: 'sub_workflow', config: { workflow_id: 'wf_gone' } },
        ask: {
          type: 'http_request',
          config: { credential: 'cred_gone' },
          inputs: { url: 'https://x.example' },
        },
      },
      ['call', 'find', 'tool', 'sub', 'ask'].map((node) => `in.trigger>${node}.after`),
    )
    const found = async () => {
      const { body } = await server.send<{ findings: { severity: string; code: string; pointer: string }[] }>(
        'POST',
        `${api}/validate`,
        { body: workflow },
      )
      return body.findings.map(({ severity, code, pointer }) => `${severity} ${code} ${pointer}`)
    }
    assert.deepEqual(await found(), [
      'error credential_missing /nodes/5/config/credential',
      'warning function_missing /nodes/1/inputs/name',
      'warning collection_missing /nodes/2/config/collection',
      'warning mcp_server_missing /nodes/3/inputs/server',
      'warning workflow_missing /nodes/4/config/workflow_id',
    ])
    await server.send('POST', '/api/v1/functions', { body: { ...slug, name: 'nobody' } })
    await server.send('POST', '/api/v1/knowledge', { body: { name: 'handbook' } })
    await server.send('PUT', '/api/v1/mcp/servers/everything', {
      body: { url: 'https://mcp.example.com/mcp' },
    })
    await server.send('POST', api, { body: { ...draftOf('Sub', {}), id: 'wf_gone' } })
    assert.deepEqual(await found(), ['error credential_missing /nodes/5/config/credential'])
  })
})
