import type { NodeStep } from '@llamanexus/contract'
import { expect, test } from 'vitest'
import { describeStep } from './describe_step.ts'

test('a turn says its model, calls and tokens, and reads as it was written', () => {
  const turn = describeStep(
    step({
      info: { kind: 'turn', turn: 2 },
      value: { text: 'Hello', model: 'm', tool_calls: [{}], usage: { total_tokens: 12 }, cost: 0 },
    }),
  )
  expect(turn).toMatchObject({ title: 'Turn 2', note: 'm · 1 tool call · 12 tokens', text: 'Hello' })
})

test('a turn that came to nothing says why, and the next one that it is the same', () => {
  const info = { kind: 'turn', turn: 2 }
  const missed = describeStep(step({ info, value: { kind: 'missed', error: { message: 'Too busy' } } }))
  expect(missed).toMatchObject({ title: 'Turn 2', failed: 'Too busy' })
  expect(describeStep(step({ info: { ...info, again: 1 }, value: { text: 'Hi' } })).title).toBe(
    'Turn 2, asked again',
  )
})

test('a call shows arguments and result, and why a tool failed although the step worked', () => {
  const info = { kind: 'call', tool: 'slug', source: 'function', args: { text: 'a' } }
  const worked = describeStep(step({ info, value: { ok: true, value: 'a' } }))
  expect(worked.parts.map(({ label }) => label)).toEqual(['Arguments', 'Result'])
  expect(worked.failed).toBeUndefined()
  const failed = describeStep(
    step({ info, value: { ok: false, error: { code: 'x', message: 'It is off' } } }),
  )
  expect(failed.failed).toBe('It is off')
})

test('a turn says how many pictures it was shown, and a call shows those that came of it', () => {
  const info = { kind: 'turn', turn: 2, pictures: 1 }
  expect(describeStep(step({ info, value: { text: '', model: 'm' } })).note).toBe('m · with 1 picture')
  const value = { ok: true, value: 'ok', pictures: [{ type: 'image', data: 'AAAA', mimeType: 'image/png' }] }
  expect(describeStep(step({ info: { kind: 'call', tool: 'shot', args: {} }, value })).pictures).toEqual([
    'data:image/png;base64,AAAA',
  ])
})

test('an answer says who gave it; a step of no known kind is shown by its name', () => {
  const answer = step({ info: { kind: 'answer' }, value: { decision: 'rejected', by: 'Ada', comment: 'No' } })
  expect(describeStep(answer)).toMatchObject({ title: 'Rejected by Ada', text: 'No' })
  expect(describeStep(step({ info: { kind: 'answer' } })).title).toBe('Nobody answered in time')
  expect(describeStep(step({ value: 1 }))).toMatchObject({
    title: 's',
    parts: [{ label: 'Value', value: 1 }],
  })
})

const step = (more: Partial<NodeStep>): NodeStep => ({
  name: 's',
  status: 'completed',
  effect: 'pure',
  started_at: '2026-01-01T00:00:00.000Z',
  completed_at: '2026-01-01T00:00:00.000Z',
  duration_ms: 1,
  info: null,
  value: null,
  error: null,
  ...more,
})
