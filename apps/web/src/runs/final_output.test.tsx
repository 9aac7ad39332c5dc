import type { JsonValue, NodeTypeInfo } from '@llamanexus/workflow'
import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { editorStage } from '../ui/testing/editor_stage.tsx'
import { FinalOutput } from './final_output.tsx'

afterEach(cleanup)

const output: NodeTypeInfo = {
  type: 'output',
  version: 1,
  category: 'outputs',
  name: 'Output',
  icon: 'flag',
  description: '',
  docs: '',
  summary: '',
  role: 'output',
  effect: 'pure',
  inputs: [],
  outputs: [],
  config_schema: { type: 'object', properties: {} },
  examples: [],
}

const show = (value: JsonValue, types: string[]): void => {
  const nodes = types.map((type) => ({ id: type, type, position: { x: 0, y: 0 }, config: {} }))
  const { Stage } = editorStage({ workflow: { nodes }, types: [output] })
  render(<FinalOutput value={value} />, { wrapper: Stage })
}

test('a workflow that puts nothing out says so, and where its results are', () => {
  show(null, ['set'])
  expect(screen.getByText(/There is no Output node/)).toBeTruthy()
})

test('what an Output node gave is shown, null too', () => {
  show(null, ['output'])
  expect(screen.getByRole('region', { name: 'Final output' })).toBeTruthy()
})

test('what a run gave is shown, whatever has become of the workflow', () => {
  show({ a: 1 }, [])
  expect(screen.getByRole('region', { name: 'Final output' })).toBeTruthy()
})
