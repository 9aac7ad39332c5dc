import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Execution, NodeExecution } from '@llamanexus/contract'
import type { Finding, JsonValue, Workflow } from '@llamanexus/workflow'
import { openTestServer, type TestServer } from '../testing/test_server.ts'
import { loadTemplates, type TemplateTest } from './load_templates.ts'

const templates = await loadTemplates(fileURLToPath(new URL('../../../../examples/', import.meta.url)))

describe('templates', () => {
  let app: TestServer
  before(async () => void (app = await openTestServer()))
  after(() => app.close())

  test('there is one for each thing that people begin with', () => {
    assert.ok(templates.length >= 14, `${templates.length} templates`)
    assert.equal(new Set(templates.map(({ id }) => id)).size, templates.length)
  })

  for (const template of templates)
    describe(template.name, () => {
      let workflow: Workflow
      before(async () => {
        const path = `/api/v1/workflows/templates/${template.id}/instantiate`
        const made = await app.send<Workflow>('POST', path, { body: {} })
        assert.equal(made.status, 201, JSON.stringify(made.body))
        workflow = made.body
      })

      test('is sound, says what it is, and uses what it asks for', async () => {
        const { body } = await app.send<{ findings: Finding[] }>('POST', '/api/v1/workflows/validate', {
          body: workflow,
        })
        assert.deepEqual(body.findings, [])
        assert.ok(template.description && template.workflow.description && template.tests.length > 0)
        const text = JSON.stringify(template.workflow.nodes)
        for (const name of Object.keys(workflow.variables))
          assert.ok(
            text.includes(`variables.${name}`) || name === 'base_url',
            `${name} is asked for and not used`,
          )
      })

      for (const each of template.tests) test(each.name, async () => check(await run(workflow, each), each))
    })

  async function run(workflow: Workflow, each: TemplateTest): Promise<Execution> {
    const trigger = triggerOf(workflow, each)
    const data = each.trigger_data ?? (trigger?.config.sample as JsonValue) ?? null
    const query = each.approvals ? 'wait=0' : 'wait=60'
    const { body, status } = await app.execute(
      workflow.id,
      data,
      `${query}${trigger ? `&trigger=${trigger.id}` : ''}`,
    )
    assert.ok(status < 300, JSON.stringify(body))
    for (const answer of each.approvals ?? []) await approve(body.id, answer)
    return ended(body.id)
  }

  async function approve(execution: string, answer: object): Promise<void> {
    const { id } = await eventually(async () => {
      const { body } = await app.send<{ items: { id: string; execution_id: string }[] }>(
        'GET',
        '/api/v1/approvals',
      )
      return body.items.find(({ execution_id }) => execution_id === execution)
    })
    const { status, body } = await app.send('POST', `/api/v1/approvals/${id}`, { body: answer })
    assert.ok(status < 300, JSON.stringify(body))
  }

  const ended = (id: string): Promise<Execution> =>
    eventually(async () => {
      const { body } = await app.send<Execution>('GET', `/api/v1/workflows/executions/${id}`)
      return body.completed_at === null ? undefined : body
    })
})

/** The one that is named, else the first that is started by hand, else the first. */
function triggerOf({ nodes }: Workflow, { trigger }: TemplateTest) {
  const byHand = nodes.find(({ type }) => type === 'manual_trigger')
  return trigger === undefined ? byHand : nodes.find(({ id }) => id === trigger)
}

function check(execution: Execution, each: TemplateTest): void {
  assert.equal(execution.status, 'completed', JSON.stringify(execution.error))
  if (each.expected_output) assert.partialDeepStrictEqual(execution.final_output, each.expected_output)
  for (const text of each.output_contains ?? [])
    assert.ok(
      JSON.stringify(execution.final_output).includes(text),
      `${text} in ${JSON.stringify(execution.final_output)}`,
    )
  for (const [id, wanted] of Object.entries(each.node_assertions ?? {})) {
    const node: NodeExecution | undefined = execution.node_executions[id]
    if (wanted.output) assert.partialDeepStrictEqual(node?.outputs.output, wanted.output)
    for (const status of ['completed', 'skipped', 'failed'] as const)
      if (wanted[status]) assert.equal(node?.status, status, `${id} is ${status}`)
  }
}

async function eventually<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (const until = Date.now() + 60_000; ; await pause(50)) {
    const found = await look()
    if (found !== undefined) return found
    assert.ok(Date.now() < until, 'nothing came of it')
  }
}
