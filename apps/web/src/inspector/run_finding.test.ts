import { expect, test } from 'vitest'
import { runFinding } from './run_finding.ts'

const error = {
  code: 'model_unknown',
  message: 'There is no model "x"',
  hint: 'Choose another.',
  field: 'model',
}

test('an error of a run stands at the field that it names, with what to do', () => {
  expect(runFinding(error, 'ask', ['/inputs/prompt', '/config/model'])).toMatchObject({
    pointer: '/config/model',
    message: 'In this run: There is no model "x". Choose another.',
    node_id: 'ask',
  })
  expect(runFinding(error, 'ask', ['/inputs/model', '/config/model']).pointer).toBe('/inputs/model')
})

test('one that names no field of the form stands above them all', () => {
  expect(runFinding({ ...error, field: 'elsewhere' }, 'ask', ['/config/model']).pointer).toBe('')
  expect(runFinding({ code: 'x', message: 'It broke.' }, 'ask', []).message).toBe('In this run: It broke.')
})
