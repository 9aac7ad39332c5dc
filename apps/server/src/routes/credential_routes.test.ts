import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import type { Credential, CredentialTrial } from '@llamanexus/contract'
import { type QdrantServer, startQdrant } from '@llamanexus/testing/peers'
import type { Workflow, WorkflowDraft } from '@llamanexus/workflow'
import { openTestServer, problemIn, type TestServer } from '../testing/test_server.ts'

const api = '/api/v1/credentials'
const CANARY = 'sk-canary-0123456789'

describe('/credentials', () => {
  let test: TestServer
  let qdrant: QdrantServer | undefined
  const guarded = createServer((request, response) => {
    const isKnown = request.headers.authorization === `Bearer ${CANARY}`
    response.writeHead(request.url === '/missing' ? 404 : isKnown ? 200 : 401).end()
  })
  let host = ''
  before(async () => {
    await once(guarded.listen(0, '127.0.0.1'), 'listening')
    host = `127.0.0.1:${(guarded.address() as AddressInfo).port}`
    test = await openTestServer({ allow_private_hosts: true })
  })
  after(async () => {
    guarded.close()
    await test.close()
    await qdrant?.stop()
  })

  const bearer = (name: string, token = CANARY) => ({
    name,
    type: 'bearer',
    hosts: [host],
    values: { token },
  })
  const make = async (body: object): Promise<Credential> => {
    const answer = await test.send<Credential>('POST', api, { body })
    assert.equal(answer.status, 201, JSON.stringify(answer.body))
    assert.equal(answer.headers.get('location'), `${api}/${answer.body.id}`)
    return answer.body
  }
  const using = (credential: string): WorkflowDraft => ({
    name: `Uses ${credential}`,
    nodes: [
      { id: 'in', type: 'manual_trigger', position: { x: 0, y: 0 }, config: {} },
      {
        id: 'call',
        type: 'http_request',
        position: { x: 300, y: 0 },
        config: { credential },
        inputs: { url: `http://${host}/` },
      },
    ],
    connections: [
      { id: 'c', source_node: 'in', source_port: 'trigger', target_node: 'call', target_port: 'after' },
    ],
  })

  it('serves the forms of the types', async () => {
    const { body } = await test.send<{ items: { type: string; schema: { properties: object } }[] }>(
      'GET',
      `${api}/types`,
    )
    assert.deepEqual(
      body.items.map(({ type }) => type),
      ['api_key', 'bearer', 'basic', 'oauth2', 'database', 'smtp', 'secret'],
    )
    assert.ok(body.items.every(({ schema }) => Object.keys(schema.properties).length > 0))
  })

  it('is written and read, and tells no secret', async () => {
    const made = await make(bearer('Written'))
    assert.deepEqual([made.hosts, made.fields, made.secrets, made.used_by], [[host], {}, ['token'], []])
    const read = await test.send<Credential>('GET', `${api}/${made.id}`)
    assert.deepEqual(read.body, made)
    const list = await test.send<{ items: Credential[]; total: number }>(
      'GET',
      `${api}?search=writ&type=basic,bearer`,
    )
    assert.deepEqual([list.body.items.map(({ id }) => id), list.body.total], [[made.id], 1])
    assert.equal((await test.send<{ total: number }>('GET', `${api}?type=smtp`)).body.total, 0)
    assert.ok(!JSON.stringify([made, read.body, list.body]).includes(CANARY))
  })

  it('keeps a secret that is left out of a change', async () => {
    const { id } = await make(bearer('Changed'))
    const changed = await test.send<Credential>('PUT', `${api}/${id}`, {
      body: { name: 'Renamed', values: {} },
    })
    assert.deepEqual([changed.status, changed.body.name], [200, 'Renamed'])
    const tried = await test.send<CredentialTrial>('POST', `${api}/${id}/test`, { body: {} })
    assert.equal(tried.body.ok, true, tried.body.message)
    assert.equal((await test.send('PUT', `${api}/none`, { body: {} })).status, 404)
  })

  it('says all that is wrong at once', async () => {
    const answer = await test.send('POST', api, {
      body: { name: '', type: 'basic', hosts: ['evil.com/@good.com'], values: { password: `${CANARY}\n` } },
    })
    const problem = problemIn(answer)
    assert.deepEqual([problem.status, problem.code], [422, 'credential_invalid'])
    assert.deepEqual(
      problem.errors?.map(({ pointer }) => pointer),
      ['/name', '/hosts/0', '/values/username', '/values/password'],
    )
    assert.ok(!JSON.stringify(problem).includes(CANARY))
    await make(bearer('Twice'))
    assert.equal(problemIn(await test.send('POST', api, { body: bearer('twice') })).code, 'name_taken')
  })

  it('is deleted when no workflow uses it, or all the same', async () => {
    const { id } = await make(bearer('Used'))
    const workflow = await test.create(using(id))
    const read = await test.send<Credential>('GET', `${api}/${id}`)
    assert.deepEqual(read.body.used_by, [{ id: workflow.id, name: workflow.name }])
    const problem = problemIn(await test.send('DELETE', `${api}/${id}`))
    assert.deepEqual([problem.status, problem.code], [409, 'credential_in_use'])
    assert.match(problem.errors?.[0]?.message ?? '', new RegExp(workflow.id))
    assert.equal((await test.send('DELETE', `${api}/${id}?force=true`)).status, 204)
    assert.equal((await test.send('GET', `${api}/${id}`)).status, 404)
  })

  it('says what uses it beside workflows, and is not deleted under their hands', async () => {
    const key = 'a key of the shop'
    qdrant = await startQdrant({ key })
    const hosts = [host, new URL(qdrant.url).host]
    const values = { key, in: 'header', name: 'api-key' }
    const { id } = await make({ name: 'Everywhere', type: 'api_key', hosts, values })
    const put = async (method: string, path: string, body: object) => {
      const answer = await test.send(method, path, { body })
      assert.ok(answer.status < 300, JSON.stringify(answer.body))
    }
    const url = `http://${host}`
    await put('POST', '/api/v1/models/providers', {
      name: 'guarded',
      kind: 'openai_compatible',
      base_url: `${url}/v1`,
      credential: id,
    })
    await put('PUT', '/api/v1/mcp/servers/tools', { url: `${url}/mcp`, credential: id })
    const store = { kind: 'qdrant', url: qdrant.url, credential: id }
    await put('POST', '/api/v1/knowledge', { name: 'handbook', store })
    const { body } = await test.send<Credential>('GET', `${api}/${id}`)
    assert.deepEqual(body.used_elsewhere, [
      { kind: 'model_provider', name: 'guarded' },
      { kind: 'mcp_server', name: 'tools' },
      { kind: 'collection', name: 'handbook' },
    ])
    const problem = problemIn(await test.send('DELETE', `${api}/${id}`))
    assert.deepEqual([problem.status, problem.code], [409, 'credential_in_use'])
    assert.deepEqual(
      problem.errors?.map(({ message }) => message),
      [
        'The model provider "guarded" uses it.',
        'The MCP server "tools" uses it.',
        'The knowledge collection "handbook" uses it.',
      ],
    )
    await test.send('DELETE', '/api/v1/models/providers/guarded')
    await test.send('DELETE', '/api/v1/mcp/servers/tools')
    await test.send('DELETE', '/api/v1/knowledge/handbook')
    assert.equal((await test.send('DELETE', `${api}/${id}`)).status, 204)
  })

  it('that is missing, or of another type, is a finding as soon as it is', async () => {
    const codes = async (workflow: Workflow | object) => {
      const { body } = await test.send<{ findings: { code: string; pointer: string }[] }>(
        'POST',
        '/api/v1/workflows/validate',
        { body: workflow },
      )
      return body.findings.map(({ code }) => code)
    }
    const { id } = await make(bearer('Coming and going'))
    const workflow = await test.create(using(id))
    assert.deepEqual(await codes(workflow), [])
    assert.equal((await test.execute(workflow.id, {})).body.status, 'completed')
    await test.send('DELETE', `${api}/${id}?force=true`)
    assert.deepEqual(await codes(workflow), ['credential_missing'])
    const refused = problemIn(await test.execute(workflow.id, {}))
    assert.deepEqual([refused.status, refused.errors?.[0]?.code], [422, 'credential_missing'])
    const mail = await make({ name: 'Mail', type: 'smtp', values: { host: 'smtp.example.com' } })
    assert.deepEqual(await codes(using(mail.id)), ['credential_type'])
  })

  it('is really tried', async () => {
    const trial = async (body: object, path = `${api}/test`) => {
      const answer = await test.send<CredentialTrial>('POST', path, { body })
      assert.equal(answer.status, 200, JSON.stringify(answer.body))
      return answer.body
    }
    const { name: _, ...draft } = bearer('')
    assert.deepEqual(await trial(draft), { ok: true, message: `${host} took it (status 200).` })
    const wrong = { ...draft, values: { token: 'wrong' } }
    assert.deepEqual(await trial(wrong), { ok: false, message: `${host} refused it (status 401).` })
    assert.match((await trial({ ...draft, url: `http://${host}/missing` })).message, /404 and did not refuse/)
    const elsewhere = await trial({ ...draft, url: 'http://127.0.0.1:1/' })
    assert.match(elsewhere.message, /not among the hosts/)
    const nobody = { type: 'database', values: { url: `postgres://ada:${CANARY}@127.0.0.1:1/shop` } }
    const { ok, message } = await trial(nobody)
    assert.equal(ok, false)
    assert.ok(!message.includes(CANARY), message)
    const { id } = await make(bearer('Tried'))
    assert.equal((await trial({ values: { token: 'wrong' } }, `${api}/${id}/test`)).ok, false)
    assert.equal((await trial({}, `${api}/${id}/test`)).ok, true, 'a try keeps nothing')
    const invalid = await test.send('POST', `${api}/test`, { body: { ...draft, hosts: [] } })
    assert.equal(problemIn(invalid).code, 'credential_invalid')
  })
})
