import type { WorkflowNode } from '@llamanexus/workflow'
import { expect, test } from 'vitest'
import { runFinding } from './run_finding.ts'

const node: WorkflowNode = { id: 'ask', type: 'llm_chat', position: { x: 0, y: 0 }, config: {} }
const error = {
  code: 'model_unknown',
  message: 'There is no model "x"',
  hint: 'Choose another.',
  field: 'model',
}

test('an error of a run stands at the field that it names, with what to do', () => {
  expect(runFinding(error, node, ['/inputs/prompt', '/config/model'])).toMatchObject({
    pointer: '/config/model',
    message: 'In this run: There is no model "x". Choose another.',
    node_id: 'ask',
  })
  const both = ['/inputs/model', '/config/model']
  expect(runFinding(error, node, both).pointer).toBe('/inputs/model')
  expect(runFinding(error, { ...node, config: { model: 'x' } }, both).pointer).toBe('/config/model')
})

test('one that names no field of the form stands above them all', () => {
  expect(runFinding({ ...error, field: 'elsewhere' }, node, ['/config/model']).pointer).toBe('')
  expect(runFinding({ code: 'x', message: 'It broke.' }, node, []).message).toBe('In this run: It broke.')
})
