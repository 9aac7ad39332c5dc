import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Redaction, SecretSource } from '@llamanexus/engine'
import { NodeError } from '@llamanexus/node-sdk'
import type { JsonValue } from '@llamanexus/workflow'
import { draw } from './draw.ts'
import { createTestProcess } from './test_process.ts'

const CANARY = 'sk-canary-0123456789'

/** Strikes out the canary as soon as it was resolved. */
function world() {
  const redaction = { is_active: false }
  const secrets: SecretSource = {
    async resolve(name) {
      if (name !== 'key') throw new NodeError('secret_unknown', `There is no secret "${name}"`)
      redaction.is_active = true
      return CANARY
    },
  }
  const text = (value: string) => value.replaceAll(CANARY, '•••')
  const json = <T extends JsonValue | undefined>(value: T) =>
    value === undefined ? value : (JSON.parse(text(JSON.stringify(value))) as T)
  const stream = () => {
    let held = ''
    return {
      push(piece: string) {
        held += piece
        return ''
      },
      flush: () => text(held),
    }
  }
  return createTestProcess({
    secrets,
    redaction: Object.assign(redaction, { text, json, stream }) as Redaction,
  })
}

const revealing = (config: Record<string, JsonValue>, inputs: Record<string, JsonValue> = {}) =>
  draw(
    {
      in: { type: 'start' },
      tell: { type: 'tell', config, inputs },
      after: { type: 'pass' },
      out: { type: 'output' },
    },
    ['in.trigger -> tell.input', 'tell.output -> after.input', 'after.output -> out.value'],
  )

describe('secrets in a run', () => {
  it('reach the executor in fields made for them, and nothing that is written down', async () => {
    const { run, journal, world: made } = world()
    const record = await run(
      revealing(
        { token: 'Bearer {{ secrets.key }} of {{ trigger.who }}', seen: '{{ inputs.key }}' },
        { key: '{{ secrets["key"] }}' },
      ),
      { who: 'ada' },
    )
    assert.equal(record.status, 'completed', JSON.stringify(record.error))
    assert.deepEqual(made.told, [{ token: `Bearer ${CANARY} of ada`, seen: '•••', key: CANARY }])
    const log = journal.log('run-1')
    assert.ok(!JSON.stringify([log, record]).includes(CANARY))
    const started = log.find(({ type, node_id }) => type === 'node_started' && node_id === 'tell')
    assert.deepEqual(started?.data, { attempt: 1, inputs: { key: '•••' } })
    const pieces = log
      .filter(({ type }) => type === 'node_output')
      .map(({ data }) => (data as { text: string }).text)
    assert.equal(pieces.join(''), `text ${'•••'} end`)
    assert.deepEqual(record.final_output, { value: 'it is •••' })
  })

  it('are struck out of errors', async () => {
    const { run, journal } = world()
    const record = await run(revealing({ token: '{{ secrets.key }}', fail: true }))
    assert.equal(record.error?.message, 'refused •••')
    assert.deepEqual(record.error?.details, { sent: '•••' })
    assert.ok(!JSON.stringify(journal.log('run-1')).includes(CANARY))
  })

  it('are not to be computed with, nor read elsewhere, nor unknown', async () => {
    for (const [config, code] of [
      [{ token: '{{ secrets.key + "x" }}' }, 'secret_misplaced'],
      [{ token: '{{ secrets }}' }, 'secret_misplaced'],
      [{ seen: '{{ secrets.key }}' }, 'secret_misplaced'],
      [{ token: '{{ secrets.other }}' }, 'secret_unknown'],
    ] as const) {
      const record = await world().run(revealing(config))
      assert.equal(record.error?.code, code, JSON.stringify(config))
    }
  })

  it('that are unknown name the field that they stand in', async () => {
    for (const value of ['{{ secrets.other }}', 'Bearer {{ secrets.other }}']) {
      const record = await world().run(revealing({ token: value }))
      assert.equal(record.error?.field, 'token')
    }
  })

  it('in what a run is started with are struck out once they are known', async () => {
    const { run } = world()
    await run(revealing({ token: '{{ secrets.key }}' }))
    const record = await run(revealing({}), { body: `hello ${CANARY}` })
    assert.deepEqual(record.trigger_data, { body: 'hello •••' })
  })
})
