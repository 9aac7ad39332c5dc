import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testCatalogue } from './catalogue_fixture.ts'
import { credentialReferences } from './credential_references.ts'
import type { JsonObject, WorkflowNode } from './document.ts'
import { leaveOutSecrets } from './leave_out_secrets.ts'

const catalogue = testCatalogue()

const node = (config: JsonObject, inputs: JsonObject = {}): WorkflowNode => ({
  id: 'call',
  type: 'http_request',
  position: { x: 0, y: 0 },
  config,
  inputs,
})

const leaveOut = (one: WorkflowNode) => {
  const { workflow, left_out } = leaveOutSecrets({ nodes: [one] }, catalogue)
  const [left] = workflow.nodes
  return { config: left?.config, inputs: left?.inputs, pointers: left_out.map(({ pointer }) => pointer) }
}

test('what was typed into fields for secrets is left out, and nothing else', () => {
  const { config, inputs, pointers } = leaveOut(
    node({ auth: { token: 'sk-1', kind: 'x' }, note: 'keep' }, { url: 'https://x', api_key: 'sk-2' }),
  )
  assert.deepEqual(config, { auth: { token: '', kind: 'x' }, note: 'keep' })
  assert.deepEqual(inputs, { url: 'https://x', api_key: '' })
  assert.deepEqual(pointers, ['/nodes/0/inputs/api_key', '/nodes/0/config/auth/token'])
})

test('headers that sign in are left out', () => {
  const { inputs } = leaveOut(node({}, { headers: { Authorization: 'Bearer sk-1', accept: 'text/html' } }))
  assert.deepEqual(inputs, { headers: { Authorization: '', accept: 'text/html' } })
})

test('references stay, with a word around them but not with more', () => {
  for (const [token, left] of [
    ['{{ secrets.k }}', '{{ secrets.k }}'],
    ['Bearer {{ secrets.k }}', 'Bearer {{ secrets.k }}'],
    ['sk-0123456789{{ variables.end }}', ''],
    ['', ''],
  ])
    assert.deepEqual(leaveOut(node({ auth: { token: token ?? '' } })).config, { auth: { token: left } })
})

test('a document without any is the same one', () => {
  const workflow = { nodes: [node({ credential: 'cred_1' })] }
  assert.equal(leaveOutSecrets(workflow, catalogue).workflow, workflow)
})

test('a workflow refers to credentials by id and to secrets by name', () => {
  const nodes = [
    node(
      { credential: 'cred_1', deep: [{ credential: 'cred_2' }] },
      { a: '{{ secrets.one }} {{secrets["two"]}}' },
    ),
    node({ credential: '' }, { b: "{{ secrets['three'] }}" }),
  ]
  assert.deepEqual(credentialReferences({ nodes }), [
    'cred_1',
    'cred_2',
    'secrets.one',
    'secrets.two',
    'secrets.three',
  ])
})
