import type { NodeTypeInfo, WorkflowNode } from '@llamanexus/workflow'
import { cleanup, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { editorStage } from '../ui/testing/editor_stage.tsx'
import { Inspector } from './inspector.tsx'

// Typing by key on a busy machine takes seconds; the limit only guards against hanging.
vi.setConfig({ testTimeout: 60_000 })
afterEach(cleanup)

const info: NodeTypeInfo = {
  type: 'sample',
  version: 1,
  category: 'data',
  name: 'Sample node',
  icon: 'box',
  description: '',
  docs: '## What it does\nIt *samples*.',
  summary: '',
  role: 'action',
  effect: 'pure',
  inputs: [{ id: 'url', type: 'string', name: 'Address', required: true, description: 'Where to.' }],
  outputs: [{ id: 'output', type: 'string' }],
  config_schema: {
    type: 'object',
    properties: {
      count: { type: 'integer', title: 'Count', default: 3, minimum: 1 },
      eager: { type: 'boolean', title: 'Eager', default: false },
      wait: { type: 'number', title: 'Wait', 'x-widget': 'duration' },
      headers: { type: 'object', title: 'Headers', 'x-widget': 'key_value' },
      token: { type: 'string', title: 'Token', 'x-secret': true },
    },
  },
  examples: [],
}
const node: WorkflowNode = { id: 'n', type: 'sample', position: { x: 0, y: 0 }, config: {} }

const open = (given: Partial<WorkflowNode> = {}) => {
  const source: WorkflowNode = {
    id: 'a',
    type: 'sample',
    position: { x: 0, y: 0 },
    config: {},
    inputs: { url: 'x' },
  }
  const stage = editorStage({ workflow: { nodes: [{ ...node, ...given }, source] }, types: [info] })
  render(<Inspector nodeId="n" />, { wrapper: stage.Stage })
  return { ...stage, current: () => stage.editor.document.state.getState().nodes['n'] }
}

test('typing in a field changes the document, as one step of undo', async () => {
  const { current, editor } = open()
  await userEvent.type(screen.getByLabelText(/^Address/), 'http://a')
  expect(current()?.inputs).toEqual({ url: 'http://a' })
  editor.document.undo()
  expect(current()).toEqual(node)
})

test('a finding stands beside the field it is about', async () => {
  open()
  const field = screen.getByText('Where to.').closest('[data-pointer]')
  expect(field?.getAttribute('data-pointer')).toBe('/inputs/url')
  expect((await within(field as HTMLElement).findByRole('note')).textContent).toMatch(/^Error: /)
})

test('a connected input shows its source and leads to it', async () => {
  const { editor } = open()
  editor.document.edit('connect', (transaction) =>
    transaction.setConnection({
      id: 'c',
      source_node: 'a',
      source_port: 'output',
      target_node: 'n',
      target_port: 'url',
    }),
  )
  await userEvent.click(await screen.findByRole('button', { name: /from Sample node/ }))
  expect(editor.session.getState().inspected).toBe('a')
})

test('number, switch, duration and secret have widgets of their own', async () => {
  const { current } = open()
  await userEvent.type(screen.getByLabelText('Count'), '7')
  await userEvent.click(screen.getByLabelText('Eager'))
  await userEvent.selectOptions(screen.getByLabelText('Unit of Wait'), 'min')
  await userEvent.type(screen.getByLabelText('Wait'), '2')
  expect(current()?.config).toMatchObject({ count: 7, eager: true, wait: 120_000 })
  const token = screen.getByLabelText('Token')
  expect(token.getAttribute('type')).toBe('password')
})

test('rows are added, named and removed', async () => {
  const { current } = open({ config: { headers: { accept: 'text/plain' } } })
  await userEvent.click(screen.getByRole('button', { name: 'Add an entry' }))
  expect(current()?.config['headers']).toEqual({ accept: 'text/plain' })
  await userEvent.type(screen.getByLabelText('Name of entry 2'), 'x')
  expect(current()?.config['headers']).toEqual({ accept: 'text/plain', x: '' })
  await userEvent.click(screen.getByRole('button', { name: 'Remove accept' }))
  expect(current()?.config['headers']).toEqual({ x: '' })
})

test('a number can be given by an expression instead', async () => {
  const { current } = open({ config: { count: '{{ variables.n }}' } })
  const how = screen.getByRole('group', { name: 'How Count is given' })
  expect(within(how).getByRole('button', { name: 'Expression' }).getAttribute('aria-pressed')).toBe('true')
  await userEvent.click(within(how).getByRole('button', { name: 'Fixed value' }))
  expect(current()?.config).toEqual({})
})

test('the policy is set without leaving empty values behind', async () => {
  const { current } = open()
  await userEvent.click(screen.getByRole('tab', { name: 'Policy' }))
  const disabled = screen.getByRole('switch', { name: /Disabled/ })
  await userEvent.click(disabled)
  expect(current()?.policy).toEqual({ disabled: true })
  await userEvent.click(disabled)
  expect(current()).toEqual(node)
})

test('a type that is not known keeps its node', () => {
  const stage = editorStage({ workflow: { nodes: [{ ...node, type: 'gone' }] }, types: [info] })
  render(<Inspector nodeId="n" />, { wrapper: stage.Stage })
  expect(screen.getByText('The type "gone" is not known here')).toBeTruthy()
})

test('an example is taken over as one step of undo, and is opened as a workflow of its own', async () => {
  const example = {
    title: 'Twice',
    config: { count: 2 },
    inputs: { url: 'http://a' },
    outputs: { output: 'a' },
  }
  const calls: unknown[] = []
  const stage = editorStage({
    workflow: { nodes: [node] },
    types: [{ ...info, examples: [example] }],
    call: (route, given) => {
      calls.push([route.id, given])
      return { id: 'wf_2' }
    },
  })
  render(<Inspector nodeId="n" />, { wrapper: stage.Stage })
  await userEvent.click(screen.getByRole('tab', { name: 'Docs' }))
  await userEvent.click(screen.getByRole('button', { name: 'Use these values' }))
  const current = () => stage.editor.document.state.getState().nodes['n']
  expect(current()).toMatchObject({ config: { count: 2, eager: false }, inputs: { url: 'http://a' } })
  stage.editor.document.undo()
  expect(current()).toEqual(node)
  await userEvent.click(screen.getByRole('button', { name: 'Open as a workflow' }))
  expect(calls).toContainEqual(['instantiateExample', { params: { type: 'sample', number: 1 } }])
  await vi.waitFor(() => expect(location.pathname).toBe('/workflows/wf_2'))
})
