import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { VersionDiff, VersionSummary, WorkflowSummary } from '@llamanexus/contract'
import type { Finding, Workflow } from '@llamanexus/workflow'
import { doubling, draftOf } from '../testing/drafts.ts'
import { openTestServer, problemIn, type TestServer } from '../testing/test_server.ts'

const api = '/api/v1/workflows'

describe('workflow routes', () => {
  let test: TestServer
  before(async () => {
    test = await openTestServer()
  })
  after(() => test.close())

  it('creates, reads, lists and deletes', async () => {
    const made = await test.send<Workflow>('POST', api, {
      body: doubling({ description: 'Twice', settings: { tags: ['t1'] } }),
    })
    assert.equal(made.status, 201)
    assert.equal(made.headers.get('location'), `${api}/${made.body.id}`)
    assert.equal(made.headers.get('etag'), '"1"')
    const read = await test.send<Workflow>('GET', `${api}/${made.body.id}`)
    assert.deepEqual(read.body, made.body)
    const listed = await test.send<{ items: WorkflowSummary[]; limit: number }>(
      'GET',
      `${api}?search=twice&limit=3`,
    )
    assert.equal(listed.body.limit, 3)
    assert.deepEqual(
      listed.body.items.map(({ id }) => id),
      [made.body.id],
    )
    assert.equal((await test.send('DELETE', `${api}/${made.body.id}`)).status, 204)
    assert.equal(problemIn(await test.send('GET', `${api}/${made.body.id}`)).code, 'workflow_not_found')
  })

  it('saves versions and refuses a stale save', async () => {
    const { id, ...draft } = await test.create(doubling())
    const renamed = { ...draft, name: 'Renamed' }
    const saved = await test.send<Workflow>('PUT', `${api}/${id}`, {
      body: renamed,
      headers: { 'if-match': '"1"' },
    })
    assert.deepEqual([saved.status, saved.body.version, saved.headers.get('etag')], [200, 2, '"2"'])
    const stale = await test.send('PUT', `${api}/${id}`, { body: renamed, headers: { 'if-match': '"1"' } })
    assert.deepEqual([stale.status, problemIn(stale).code], [412, 'version_stale'])
    assert.equal((stale.body as { current_version: number }).current_version, 2)
    const unchanged = await test.send('GET', `${api}/${id}`, { headers: { 'if-none-match': '"2"' } })
    assert.equal(unchanged.status, 304)
    assert.equal((await test.send('DELETE', `${api}/${id}`, { headers: { 'if-match': '"1"' } })).status, 412)
  })

  it('lists, reads, compares and restores versions', async () => {
    const { id, ...draft } = await test.create(doubling())
    await test.send('PUT', `${api}/${id}`, { body: { ...draft, name: 'Second' } })
    const versions = await test.send<{ items: VersionSummary[] }>('GET', `${api}/${id}/versions`)
    assert.deepEqual(
      versions.body.items.map(({ version }) => version),
      [2, 1],
    )
    assert.notEqual(versions.body.items[0]?.change_summary, '')
    const first = await test.send<Workflow>('GET', `${api}/${id}/versions/1`)
    assert.equal(first.body.name, 'Doubling')
    const diff = await test.send<VersionDiff>('GET', `${api}/${id}/versions/diff?from=1&to=2`)
    assert.equal(diff.status, 200)
    assert.notEqual(diff.body.summary, '')
    const restored = await test.send<Workflow>('POST', `${api}/${id}/versions/1/restore`)
    assert.deepEqual([restored.body.name, restored.body.version], ['Doubling', 3])
    assert.equal((await test.send('GET', `${api}/${id}/versions/9`)).status, 404)
    assert.equal((await test.send('GET', `${api}/${id}/versions/first`)).status, 404)
  })

  it('keeps a draft with errors and refuses what is no document', async () => {
    const half = await test.create(draftOf('Half', { a: { type: 'no_such_type' } }))
    assert.equal(half.nodes.length, 1)
    const refused = await test.send('POST', api, { body: { name: 'x', nodes: 7, connections: [{ id: 3 }] } })
    assert.equal(refused.status, 422)
    assert.ok((problemIn(refused).errors?.length ?? 0) > 1)
    assert.equal((await test.send('POST', api, { body: [1] })).status, 422)
    assert.equal((await test.send('POST', api, { body: { ...doubling(), id: 'nodes' } })).status, 422)
    const { id } = await test.create(doubling())
    assert.equal((await test.send('POST', api, { body: { ...doubling(), id } })).status, 409)
  })

  it('finds what is wrong, whatever is posted', async () => {
    const validate = async (body: unknown) =>
      (await test.send<{ valid: boolean; findings: Finding[] }>('POST', `${api}/validate`, { body })).body
    assert.deepEqual(await validate(doubling()), { valid: true, findings: [] })
    for (const odd of [null, 1, 'text', [], {}, { nodes: {} }, { nodes: [null], connections: [[]] }]) {
      const { valid, findings } = await validate(odd)
      assert.equal(valid, false, JSON.stringify(odd))
      assert.ok(findings.length > 0)
    }
  })

  it('exports and imports JSON, YAML and files', async () => {
    const { id } = await test.create(doubling({ name: 'Go & come' }))
    const yaml = await test.send<string>('POST', `${api}/${id}/export?format=yaml`)
    assert.match(yaml.headers.get('content-disposition') ?? '', /go-come\.yaml/)
    const back = await test.send<Workflow>('POST', `${api}/import`, {
      text: yaml.body,
      headers: { 'content-type': 'application/yaml' },
    })
    assert.equal(back.status, 201)
    assert.notEqual(back.body.id, id)
    assert.deepEqual([back.body.name, back.body.is_active], ['Go & come', false])
    const json = await test.send('POST', `${api}/${id}/export`)
    assert.equal((await test.send('POST', `${api}/import`, { body: json.body })).status, 201)
    const form = new FormData()
    form.set('file', new Blob([yaml.body]), 'flow.yaml')
    const sent = await fetch(`${test.server.url}${api}/import`, { method: 'POST', body: form })
    assert.equal(sent.status, 201)
    const broken = await test.send('POST', `${api}/import`, {
      text: 'nodes: [',
      headers: { 'content-type': 'text/yaml' },
    })
    assert.equal(broken.status, 422)
  })

  it('lists node types, templates and models', async () => {
    const nodes = await test.send<{ items: { type: string }[]; total: number }>('GET', `${api}/nodes?limit=5`)
    assert.equal(nodes.body.items.length, 5)
    assert.ok(nodes.body.total > 5)
    assert.equal((await test.send('GET', `${api}/nodes/condition`)).status, 200)
    assert.equal(problemIn(await test.send('GET', `${api}/nodes/nothing`)).code, 'node_type_not_found')
    const templates = await test.send<{ items: { id: string }[] }>('GET', `${api}/templates`)
    assert.deepEqual(
      templates.body.items.slice(0, 2).map(({ id }) => id),
      ['answer-from-page', 'order-receipt'],
    )
    const some = await test.send<{ items: object[]; total: number }>(
      'GET',
      `${api}/templates?category=Agents`,
    )
    assert.ok(some.body.total > 0 && some.body.total === some.body.items.length)
    const made = await test.send<Workflow>('POST', `${api}/templates/answer-from-page/instantiate`, {
      body: { name: 'Mine' },
    })
    assert.deepEqual(
      [made.status, made.body.name, made.body.variables.base_url],
      [201, 'Mine', test.server.url],
    )
    const wrong = await test.send('POST', `${api}/templates/answer-from-page/instantiate`, {
      body: { base_url: 7 },
    })
    assert.equal(problemIn(wrong).code, 'parameters_invalid')
    const models = await test.send<{ items: { id: string }[] }>('GET', '/api/v1/models')
    assert.ok(models.body.items.some(({ id }) => id === 'builtin'))
  })
})
