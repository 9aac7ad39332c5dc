import type { NodeTypeInfo } from '@llamanexus/workflow'
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import { cardBox } from '../canvas/card_boxes.ts'
import { editorStage } from '../ui/testing/editor_stage.tsx'
import { NodePalette } from './node_palette.tsx'

afterEach(cleanup)

const info: NodeTypeInfo = {
  type: 'sample',
  version: 1,
  category: 'data',
  name: 'Sample node',
  icon: 'box',
  description: 'For a test',
  docs: '',
  summary: '',
  role: 'action',
  effect: 'pure',
  inputs: [],
  outputs: [{ id: 'output', type: 'string' }],
  config_schema: { type: 'object', properties: {} },
  examples: [],
}

test('each click adds a node that covers none of those that are there', async () => {
  const { Stage, editor } = editorStage({ workflow: { nodes: [] }, types: [info] })
  render(<NodePalette />, { wrapper: Stage })
  const card = screen.getByRole('button', { name: /Sample node/ })
  for (let clicks = 0; clicks < 4; clicks++) {
    editor.session.select({ nodes: [] })
    await userEvent.click(card)
  }
  const boxes = Object.values(editor.document.state.getState().nodes).map((node) => cardBox(node, editor))
  expect(boxes).toHaveLength(4)
  for (const [index, a] of boxes.entries())
    for (const b of boxes.slice(index + 1))
      expect(
        a.y + a.height <= b.y || b.y + b.height <= a.y || a.x + a.width <= b.x || b.x + b.width <= a.x,
      ).toBe(true)
})
