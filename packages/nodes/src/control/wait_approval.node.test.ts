import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testWorld } from '../test/test_world.ts'

const world = testWorld()

const answer =
  (decision: 'approved' | 'rejected', more: object = {}) =>
  async (signal: string) => {
    const outcome = await world.approvals().decide(signal.replace('approval:', ''), { decision, ...more })
    assert.equal(outcome.kind, 'decided')
    return null
  }

test('goes on by the branch that was chosen, with the input and the answer', async () => {
  const yes = await world.run('wait_approval', {
    config: { title: 'Send it?' },
    inputs: { input: { to: 'Ada' } },
    onSignal: answer('approved', { by: 'Grace', comment: 'Fine.' }),
  })
  assert.deepEqual(Object.keys(yes.outputs), ['approved', 'response'])
  assert.deepEqual(yes.outputs['approved'], { to: 'Ada' })
  const { decision, by, comment } = yes.outputs['response'] as Record<string, string>
  assert.deepEqual([decision, by, comment], ['approved', 'Grace', 'Fine.'])
  const no = await world.run('wait_approval', {
    config: { title: 'And this?' },
    onSignal: answer('rejected'),
  })
  assert.deepEqual(Object.keys(no.outputs), ['rejected', 'response'])
  assert.equal((no.outputs['rejected'] as { decision: string }).decision, 'rejected')
})

test('when nobody answers in time, does what it is told to', async () => {
  const late = (on_timeout: string) =>
    world.run('wait_approval', { config: { title: on_timeout, timeout_ms: 1000, on_timeout }, inputs: {} })
  assert.deepEqual(Object.keys((await late('approve')).outputs), ['approved', 'response'])
  const { outputs, waits } = await late('reject')
  assert.equal((outputs['response'] as { by: string }).by, 'timeout')
  assert.deepEqual(waits, [1000])
  await assert.rejects(late('fail'), { code: 'approval_timeout' })
})

test('an approval carries the choice and the data that were asked for', async () => {
  const config = {
    title: 'How much?',
    choices: ['Refund', 'Voucher'],
    form: { type: 'object', properties: { amount: { type: 'number' } }, required: ['amount'] },
  }
  const asked: unknown[] = []
  const { outputs } = await world.run('wait_approval', {
    config,
    inputs: { input: 1 },
    onSignal: async (signal) => {
      const id = signal.replace('approval:', '')
      const approvals = world.approvals()
      for (const attempt of [
        {},
        { choice: 'Cash', data: { amount: 1 } },
        { choice: 'Refund', data: { amount: 'x' } },
      ])
        asked.push(await approvals.decide(id, { decision: 'approved', ...attempt }))
      return answer('approved', { choice: 'Refund', data: { amount: 80 } })(signal)
    },
  })
  const pointers = asked.map((outcome) => {
    const { errors = [] } = outcome as { errors?: { pointer: string }[] }
    return errors.map(({ pointer }) => pointer)
  })
  assert.deepEqual(pointers, [['/choice', '/data/amount'], ['/choice'], ['/data/amount']])
  const { choice, data } = outputs['response'] as Record<string, unknown>
  assert.deepEqual([choice, data], ['Refund', { amount: 80 }])
})

test('a second answer is refused and told the first', async () => {
  await world.run('wait_approval', {
    config: { title: 'Once?' },
    onSignal: async (signal) => {
      await answer('approved', { by: 'Ada' })(signal)
      const again = await world.approvals().decide(signal.replace('approval:', ''), { decision: 'rejected' })
      assert.equal(again.kind, 'refused')
      assert.equal(again.kind === 'refused' && again.answer?.by, 'Ada')
      return null
    },
  })
})
