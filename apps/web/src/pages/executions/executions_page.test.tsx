import type { ExecutionSummary } from '@llamanexus/contract'
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import { editorStage } from '../../ui/testing/editor_stage.tsx'
import ExecutionsPage from './executions_page.tsx'
import { filterOf, queryOf } from './run_filter.ts'

afterEach(() => {
  cleanup()
  history.replaceState(null, '', '/')
})

test('runs of all workflows lead to themselves on the canvas', async () => {
  const { Stage } = stage()
  render(<ExecutionsPage />, { wrapper: Stage })
  expect(await screen.findByText('Orders')).toBeTruthy()
  const [link] = screen.getAllByRole('link', { name: /run of/ })
  expect(link?.getAttribute('href')).toBe('/workflows/w1/executions/e1')
  expect(screen.getByText('It is down.')).toBeTruthy()
})

test('a filter goes to the server and into the address', async () => {
  const { Stage, asked } = stage()
  render(<ExecutionsPage />, { wrapper: Stage })
  await userEvent.click(await screen.findByRole('combobox', { name: /State/ }))
  await userEvent.click(screen.getByRole('option', { name: 'Failed' }))
  await expect.poll(() => asked.at(-1)).toMatchObject({ status: 'failed' })
  expect(location.search).toBe('?status=failed')
  await userEvent.click(screen.getByRole('button', { name: 'Show all' }))
  await expect.poll(() => location.search).toBe('')
})

test('any workflow can be chosen: what is typed is searched on the server', async () => {
  const { Stage, asked, searched } = stage()
  render(<ExecutionsPage />, { wrapper: Stage })
  await userEvent.type(await screen.findByRole('combobox', { name: 'Workflow' }), 'rare')
  await userEvent.click(await screen.findByRole('option', { name: 'A rare one' }))
  expect(searched).toContain('rare')
  await expect.poll(() => asked.at(-1)).toMatchObject({ workflow_id: 'w999' })
  expect(location.search).toBe('?workflow=w999')
})

test('a workflow that the address names is called by its name', async () => {
  history.replaceState(null, '', '/?workflow=w999')
  const { Stage } = stage()
  render(<ExecutionsPage />, { wrapper: Stage })
  const choice = await screen.findByRole<HTMLInputElement>('combobox', { name: 'Workflow' })
  await expect.poll(() => choice.value).toBe('A rare one')
})

test('the time counts back from now, and what is not known does not narrow', () => {
  const filter = filterOf(new URLSearchParams('since=hour&status=odd&source=webhook&other=1'))
  expect(queryOf(filter, Date.parse('2026-01-01T12:00:00Z'))).toEqual({
    source: 'webhook',
    from: '2026-01-01T11:00:00.000Z',
  })
})

const stage = () => {
  const asked: unknown[] = []
  const searched: (string | undefined)[] = []
  const { Stage } = editorStage({
    workflow: {},
    call: ({ id }, given) => {
      const { query } = given as { query?: { search?: string } }
      if (id === 'getWorkflow') return rare
      if (id === 'listWorkflows') {
        searched.push(query?.search)
        const items = query?.search === 'rare' ? [rare] : [{ id: 'w1', name: 'Orders' }]
        return { items, total: 1, offset: 0 }
      }
      asked.push(query)
      return { items: [run], total: 1, offset: 0 }
    },
  })
  return { Stage, asked, searched }
}

const rare = { id: 'w999', name: 'A rare one' }

const run: ExecutionSummary = {
  id: 'e1',
  workflow_id: 'w1',
  workflow_version: 3,
  status: 'failed',
  source: 'webhook',
  trigger_node: null,
  parent_id: null,
  started_at: '2026-01-01T00:00:00.000Z',
  completed_at: '2026-01-01T00:00:01.000Z',
  duration_ms: 1000,
  error: { code: 'down', message: 'It is down.' },
}
