import { ApiError, type Approval } from '@llamanexus/contract'
import { act, cleanup, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import { createEventSocket } from '../../api/event_socket.ts'
import { FarEnd } from '../../api/testing/far_end.ts'
import { editorStage } from '../../ui/testing/editor_stage.tsx'
import ApprovalsPage from './approvals_page.tsx'

afterEach(() => {
  cleanup()
  localStorage.clear()
})

test('says who asks here while nothing waits', async () => {
  const { Stage } = stage([])
  render(<ApprovalsPage />, { wrapper: Stage })
  await screen.findByText('Nothing waits for you')
})

test('a question is answered with a choice, a comment and a name, which is remembered', async () => {
  const { Stage, decided } = stage([approval('a', { choices: ['Refund', 'Send anew'] }), approval('b')])
  render(<ApprovalsPage />, { wrapper: Stage })
  const card = within(await screen.findByRole('article', { name: 'Refund a?' }))
  expect(card.getByRole('link', { name: 'Orders' }).getAttribute('href')).toBe('/workflows/w/executions/run')
  await userEvent.click(card.getByRole('combobox', { name: 'Choice' }))
  await userEvent.click(screen.getByRole('option', { name: 'Send anew' }))
  await userEvent.type(card.getByRole('textbox', { name: 'Comment' }), 'It broke')
  await userEvent.type(card.getByRole('textbox', { name: 'Your name' }), 'Ada')
  await userEvent.click(card.getByRole('button', { name: 'Approve' }))
  await expect.poll(() => screen.queryByRole('article', { name: 'Refund a?' })).toBeNull()
  expect(decided).toEqual([
    { id: 'a', decision: 'approved', comment: 'It broke', by: 'Ada', choice: 'Send anew' },
  ])
  cleanup()
  render(<ApprovalsPage />, { wrapper: Stage })
  expect((await screen.findByRole<HTMLInputElement>('textbox', { name: 'Your name' })).value).toBe('Ada')
})

test('a form asks for what its schema says, and a rejection needs none of it', async () => {
  const form = {
    type: 'object',
    required: ['amount'],
    properties: { amount: { type: 'number', title: 'Amount' }, all: { type: 'boolean', title: 'All of it' } },
  }
  const { Stage, decided } = stage([approval('a', { form })])
  render(<ApprovalsPage />, { wrapper: Stage })
  await userEvent.type(await screen.findByRole('spinbutton', { name: /Amount/ }), '12')
  await userEvent.click(screen.getByRole('checkbox', { name: 'All of it' }))
  await userEvent.click(screen.getByRole('button', { name: 'Approve' }))
  await expect.poll(() => decided).toMatchObject([{ data: { amount: 12, all: true } }])
  cleanup()
  const other = stage([approval('b', { form })])
  render(<ApprovalsPage />, { wrapper: other.Stage })
  await userEvent.click(await screen.findByRole('button', { name: 'Reject' }))
  await expect.poll(() => other.decided).toEqual([{ id: 'b', decision: 'rejected', comment: '' }])
})

test('an answer that comes too late says who was faster', async () => {
  const { Stage, refuse } = stage([approval('a')])
  refuse('It was approved by Eve.')
  render(<ApprovalsPage />, { wrapper: Stage })
  await userEvent.click(await screen.findByRole('button', { name: 'Approve' }))
  expect((await screen.findByRole('alert')).textContent).toContain('It was approved by Eve.')
})

test('one that is asked for, or answered elsewhere, shows at once', async () => {
  const { Stage, kept, server } = stage([])
  render(<ApprovalsPage />, { wrapper: Stage })
  await screen.findByText('Nothing waits for you')
  kept.push(approval('a'))
  act(() => server().say({ type: 'approval', channel, approval: { id: 'a', status: 'open' }, open: 1 }))
  await screen.findByRole('article', { name: 'Refund a?' })
  kept.length = 0
  // What came while the page was too slow, or away, shows in the number.
  act(() => server().say({ type: 'approvals', channel, open: 0 }))
  await screen.findByText('Nothing waits for you')
})

test('those that are decided are found by their state, with who decided', async () => {
  const { Stage, asked } = stage([
    approval('a', { status: 'rejected', decided_by: 'Eve', decided_at: '2026-01-01T00:00:00.000Z' }),
  ])
  render(<ApprovalsPage />, { wrapper: Stage })
  await userEvent.click(await screen.findByRole('combobox', { name: 'State' }))
  await userEvent.click(screen.getByRole('option', { name: 'Rejected' }))
  await expect.poll(() => asked.at(-1)).toMatchObject({ status: 'rejected' })
  expect((await screen.findByText(/Rejected by Eve/)).textContent).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Approve' })).toBeNull()
})

test('a server that fails says so, and is asked again', async () => {
  const { Stage, fail } = stage([approval('a')])
  fail(true)
  render(<ApprovalsPage />, { wrapper: Stage })
  const alert = within(await screen.findByRole('alert'))
  expect(alert.getByText('The approvals could not be read')).toBeTruthy()
  fail(false)
  await userEvent.click(alert.getByRole('button', { name: 'Try again' }))
  await screen.findByRole('article', { name: 'Refund a?' })
})

const channel = 'approvals'

const stage = (kept: Approval[]) => {
  const decided: unknown[] = []
  const asked: unknown[] = []
  const ends: FarEnd[] = []
  let refusal: string | undefined
  let isFailing = false
  const { Stage } = editorStage({
    workflow: {},
    call: ({ id }, given) => {
      const { query, params, body } = given as { query?: unknown; params: { id: string }; body: object }
      if (id === 'listApprovals') {
        if (isFailing) throw refused('The store cannot be read.')
        asked.push(query)
        return { items: [...kept], total: kept.length, limit: 20, offset: 0 }
      }
      if (id === 'decideApproval') {
        if (refusal !== undefined) throw refused(refusal)
        decided.push({ id: params.id, ...body })
        kept.splice(0, kept.length, ...kept.filter((one) => one.id !== params.id))
        return {}
      }
      return { items: [], total: 0, unread: 0 }
    },
    socket: createEventSocket({
      url: 'ws://server',
      open: () => {
        const end = new FarEnd()
        ends.push(end)
        queueMicrotask(() => end.open())
        return end as unknown as WebSocket
      },
    }),
  })
  return {
    Stage,
    kept,
    decided,
    asked,
    server: () => ends.at(-1) ?? expect.fail('nothing was opened'),
    refuse: (text: string) => {
      refusal = text
    },
    fail: (value: boolean) => {
      isFailing = value
    },
  }
}

const refused = (detail: string) =>
  new ApiError({
    type: 'urn:llamanexus:problem:refused',
    title: 'Refused',
    status: 409,
    code: 'refused',
    detail,
  })

const approval = (id: string, rest: Partial<Approval> = {}): Approval => ({
  id,
  execution_id: 'run',
  workflow_id: 'w',
  workflow_name: 'Orders',
  node_id: 'ask',
  path: 'ask',
  kind: 'approval',
  status: 'open',
  title: `Refund ${id}?`,
  message: '',
  assignee: null,
  choices: [],
  form: null,
  details: null,
  requested_at: '2026-01-01T00:00:00.000Z',
  expires_at: null,
  decided_at: null,
  decided_by: null,
  comment: '',
  choice: null,
  data: null,
  link: '/approve/t',
  ...rest,
})
