import type { NodeTypeInfo, WorkflowNode } from '@llamanexus/workflow'
import { act, cleanup, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { editorStage } from '../ui/testing/editor_stage.tsx'
import { Inspector } from './inspector.tsx'
import { useOpenSections } from './open_sections.ts'

vi.setConfig({ testTimeout: 60_000 })
afterEach(() => {
  cleanup()
  localStorage.clear()
  useOpenSections.setState({ states: {} })
})

const limits = { 'x-group': 'Limits' }
const info: NodeTypeInfo = {
  type: 'sample',
  version: 1,
  category: 'data',
  name: 'Sample',
  icon: 'box',
  description: '',
  docs: '',
  summary: '',
  role: 'action',
  effect: 'pure',
  inputs: [],
  outputs: [],
  config_schema: {
    type: 'object',
    properties: {
      size: { type: 'integer', title: 'Size', default: 3, minimum: 1, ...limits },
      name: { type: 'string', title: 'Name' },
      time: { type: 'integer', title: 'Time', ...limits },
      pages: {
        type: 'object',
        title: 'Pages',
        properties: {
          first: { type: 'string', title: 'First' },
          key: { type: 'string', title: 'Key', 'x-secret': true },
        },
        'x-group': 'Pages',
      },
    },
  },
  examples: [],
}

const open = (config: WorkflowNode['config'] = {}) => {
  const node: WorkflowNode = { id: 'n', type: 'sample', position: { x: 0, y: 0 }, config }
  const stage = editorStage({ workflow: { nodes: [node] }, types: [info] })
  render(<Inspector nodeId="n" />, { wrapper: stage.Stage })
  return stage.editor
}

const head = (name: RegExp) => screen.getByRole('button', { name })

test('fields of a section stand under a head that shows them, after those of none', async () => {
  open()
  expect(screen.getByLabelText('Name')).toBeTruthy()
  expect(screen.queryByLabelText('Size')).toBeNull()
  expect(head(/^Limits/).getAttribute('aria-expanded')).toBe('false')
  await userEvent.click(head(/^Limits/))
  expect(head(/^Limits/).getAttribute('aria-expanded')).toBe('true')
  expect(screen.getByLabelText('Size')).toBeTruthy()
  await userEvent.click(head(/^Pages/))
  expect(screen.getByLabelText('First')).toBeTruthy()
  expect(within(screen.getByRole('group', { name: 'Pages' })).getByLabelText('First')).toBeTruthy()
})

test('what was unfolded is unfolded again, for all nodes of the type', async () => {
  open()
  head(/^Limits/).focus()
  await userEvent.keyboard('{Enter}')
  cleanup()
  open()
  expect(screen.getByLabelText('Size')).toBeTruthy()
})

test('the head counts what is set to something else', () => {
  open({ size: 3, time: 5, pages: { first: 'a' } })
  expect(head(/^Limits/).textContent).toBe('Limits1 set')
  expect(head(/^Pages/).textContent).toBe('Pages1 set')
})

test('a finding opens its section, which stays open once it is mended', async () => {
  const editor = open({ size: 0 })
  expect((await screen.findByLabelText('Size')).getAttribute('aria-invalid')).toBe('true')
  act(() => {
    editor.document.edit('mend', (transaction) =>
      transaction.updateNode('n', (node) => ({ ...node, config: { size: 2 } })),
    )
  })
  await expect.poll(() => screen.getByLabelText('Size').getAttribute('aria-invalid')).toBe('false')
  await userEvent.click(head(/^Limits/))
  expect(screen.queryByLabelText('Size')).toBeNull()
})

test('a secret that was typed in opens its section, one that is kept elsewhere does not', () => {
  open({ pages: { key: 'abc' } })
  expect(screen.getByLabelText('Key')).toBeTruthy()
  cleanup()
  open({ pages: { key: '{{ secrets.abc }}' } })
  expect(head(/^Pages/).getAttribute('aria-expanded')).toBe('false')
})
