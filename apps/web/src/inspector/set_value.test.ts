import type { JsonValue, WorkflowNode } from '@llamanexus/workflow'
import { pointerGet } from '@llamanexus/workflow'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { withValue } from './set_value.ts'

const node: WorkflowNode = { id: 'n', type: 't', position: { x: 0, y: 0 }, config: { a: { b: 1 } } }

test('what is set is what is read, and nothing else changes', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z/~]{1,6}$/), fc.jsonValue(), (key, value) => {
      const pointer = `/config/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
      const changed = withValue(node, pointer, value as JsonValue)
      expect(pointerGet(changed, pointer)).toEqual(value)
      if (key !== 'a') expect(changed.config['a']).toBe(node.config['a'])
      expect(node.config).toEqual({ a: { b: 1 } })
    }),
  )
})

test('taking the last input away takes the empty object too', () => {
  const typed = withValue(node, '/inputs/url', 'x')
  expect(typed.inputs).toEqual({ url: 'x' })
  expect(withValue(typed, '/inputs/url', undefined)).toEqual(node)
})

test('a nested value makes the objects on its way', () => {
  expect(withValue(node, '/config/auth/type', 'basic').config['auth']).toEqual({ type: 'basic' })
})
