import type { TriggerDetail, WorkflowSummary } from '@llamanexus/contract'
import type { NodeTypeInfo } from '@llamanexus/workflow'
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { Inspector } from '../inspector/inspector.tsx'
import { editorStage } from '../ui/testing/editor_stage.tsx'
import { TriggerMarks } from './trigger_marks.tsx'

// Typing by key on a busy machine takes seconds; the limit only guards against hanging.
vi.setConfig({ testTimeout: 60_000 })
afterEach(cleanup)

const state: TriggerDetail = {
  node_id: 'tick',
  schedule_id: null,
  type: 'schedule',
  name: 'Every morning',
  state: 'listening',
  problem: null,
  note: null,
  next_run_at: '2026-05-01T09:00:00.000Z',
  next_runs: [],
  last_run: null,
  address: null,
}

const info: NodeTypeInfo = {
  type: 'tick',
  version: 1,
  category: 'triggers',
  name: 'Tick',
  icon: 'box',
  description: '',
  docs: '',
  summary: '',
  role: 'trigger',
  effect: 'pure',
  inputs: [],
  outputs: [],
  config_schema: {
    type: 'object',
    properties: {
      cron: { type: 'string', title: 'When', 'x-widget': 'cron', 'x-expression': 'none' },
      timezone: { type: 'string', title: 'Time zone', 'x-widget': 'timezone', 'x-expression': 'none' },
      events: {
        type: 'array',
        title: 'Events',
        items: { enum: ['create', 'delete'] },
        default: ['create'],
        'x-widget': 'choices',
      },
    },
  },
  examples: [],
}

const open = (trigger: TriggerDetail) => {
  const stage = editorStage({
    workflow: {
      is_active: true,
      nodes: [{ id: 'tick', type: 'tick', position: { x: 0, y: 0 }, config: { timezone: 'Asia/Tokyo' } }],
    },
    types: [info],
    call(route, given) {
      if (route.id === 'listTriggers') return { items: [trigger], total: 1, limit: 1, offset: 0 }
      const { query } = given as { query: { cron: string; timezone?: string } }
      if (query.cron === 'bad') throw new Error('This cannot be read')
      return {
        description: `Means ${query.cron}`,
        timezone: query.timezone ?? 'UTC',
        next_runs: ['2026-05-01T00:00:00.000Z'],
      }
    },
  })
  render(<Inspector nodeId="tick" />, { wrapper: stage.Stage })
  return () => stage.editor.document.state.getState().nodes['tick']?.config
}

test('a schedule is explained by the server as it is typed, in its own time zone', async () => {
  const config = open(state)
  await userEvent.type(screen.getByLabelText(/^When$/), '@daily')
  expect(await screen.findByText('Means @daily')).toBeTruthy()
  expect(screen.getByRole('list', { name: 'Next runs' }).textContent).toMatch(/9:00:00/)
  await userEvent.clear(screen.getByLabelText(/^When$/))
  await userEvent.type(screen.getByLabelText(/^When$/), 'bad')
  expect(await screen.findByText(/cannot be read/)).toBeTruthy()
  await userEvent.selectOptions(screen.getByLabelText('When: often used'), 'Every hour')
  expect(config()?.['cron']).toBe('0 * * * *')
})

test('some of a few values are chosen in the order that the schema has', async () => {
  const config = open(state)
  await userEvent.click(screen.getByRole('checkbox', { name: 'Delete' }))
  expect(config()?.['events']).toEqual(['create', 'delete'])
})

test('a trigger that does not listen says why at its node', async () => {
  const problem = { code: 'cron_never', message: 'It never comes', hint: 'Look at the day' }
  open({ ...state, state: 'broken', problem, next_run_at: null })
  const region = await screen.findByRole('region', { name: 'Trigger' })
  expect(region.textContent).toMatch(/Does not listen\. It never comes\s*Look at the day/)
})

test('the list names what is wrong with a link to the node, and the earliest next run', () => {
  const workflow = {
    id: 'w',
    triggers: [
      state,
      { ...state, node_id: 'later', next_run_at: '2026-06-01T09:00:00.000Z' },
      {
        ...state,
        node_id: 'hook',
        name: 'Orders',
        state: 'broken',
        problem: { code: 'x', message: 'No way' },
      },
    ],
  } as unknown as WorkflowSummary
  render(<TriggerMarks workflow={workflow} />)
  expect(screen.getByRole('link', { name: /Orders does not listen. No way/ }).getAttribute('href')).toBe(
    '/workflows/w?node=hook',
  )
  expect(document.querySelector('time')?.dateTime).toBe('2026-05-01T09:00:00.000Z')
})
