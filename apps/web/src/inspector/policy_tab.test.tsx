import type { WorkflowNode } from '@llamanexus/workflow'
import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { editorStage } from '../ui/testing/editor_stage.tsx'
import { PolicyTab } from './policy_tab.tsx'

afterEach(cleanup)

const node: WorkflowNode = { id: 'fetch', type: 'sample', position: { x: 0, y: 0 }, config: {} }

const helpOf = (parent?: string): void => {
  const own = { ...node, ...(parent !== undefined && { parent }) }
  const { Stage } = editorStage({ workflow: { nodes: [own] } })
  render(<PolicyTab node={own} info={undefined} />, { wrapper: Stage })
}

test('a failure ends the run', () => {
  helpOf()
  expect(screen.getByText('The run ends as failed.')).toBeTruthy()
})

test('a failure inside of a container is that of its round, for the container may collect it', () => {
  helpOf('loop')
  expect(screen.queryByText('The run ends as failed.')).toBeNull()
  expect(screen.getByText(/^The round that it is in fails/)).toBeTruthy()
})
