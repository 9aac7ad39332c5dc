import type { Share } from '@llamanexus/contract'
import { cleanup, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { editorStage } from '../ui/testing/editor_stage.tsx'
import { ShareDialog } from './share_dialog.tsx'

// Typing by key on a busy machine takes seconds; the limit only guards against hanging.
vi.setConfig({ testTimeout: 60_000 })
afterEach(cleanup)

const share = (id: string, change: Partial<Share> = {}): Share => ({
  id,
  token: `token-${id}`,
  url: '',
  workflow_id: 'w',
  version: 3,
  follow_latest: false,
  include_sample: true,
  title: `Link ${id}`,
  note: '',
  created_at: '2026-01-01T00:00:00.000Z',
  expires_at: null,
  ...change,
})

const dialog = (shares: Share[]) => {
  const call = vi.fn((route: { id: string }): unknown =>
    route.id === 'listShares' ? { items: shares, total: shares.length } : share('new'),
  )
  const { Stage } = editorStage({ workflow: {}, call })
  const save = vi.fn(() => Promise.resolve())
  render(<ShareDialog workflow={{ id: 'w', name: 'Sample' }} save={save} onClose={() => undefined} />, {
    wrapper: Stage,
  })
  return { call, save }
}

const given = (call: { mock: { calls: unknown[][] } }, id: string) =>
  call.mock.calls.find(([route]) => (route as { id: string }).id === id)?.[1]

test('what is unsaved is saved first, and a link is made of what was chosen', async () => {
  const { call, save } = dialog([])
  await userEvent.type(screen.getByLabelText('Note'), 'Look at this')
  await userEvent.click(screen.getByRole('switch', { name: /sample data/ }))
  await userEvent.click(screen.getByRole('button', { name: 'Make a link' }))
  const made = await screen.findByRole('status')
  expect(made.textContent).toContain(`${globalThis.location.origin}/share/token-new`)
  expect(save).toHaveBeenCalledOnce()
  expect(given(call, 'shareWorkflow')).toEqual({
    params: { id: 'w' },
    body: { expires_in_days: 30, note: 'Look at this', follow_latest: false, include_sample: false },
  })
})

test('each link says what it shows and until when, and is ended only when asked again', async () => {
  const over = { expires_at: '2026-01-02T00:00:00.000Z' }
  const { call } = dialog([share('a', { follow_latest: true }), share('b', over)])
  const list = await screen.findByRole('region', { name: 'Links' })
  const [newest, ended] = within(list).getAllByRole('listitem')
  expect(newest?.textContent).toContain('Newest version')
  expect(newest?.textContent).toContain('works until you end it')
  expect(newest && within(newest).getByRole('link').getAttribute('href')).toContain('/share/token-a')
  expect(ended?.textContent).toContain('Version 3')
  expect(ended?.textContent).toContain('was over')
  expect(ended && within(ended).queryByRole('link')).toBeNull()

  await userEvent.click(screen.getByRole('button', { name: 'End the link of Link a' }))
  expect(given(call, 'revokeShare')).toBeUndefined()
  await userEvent.click(screen.getByRole('button', { name: 'End it' }))
  expect(given(call, 'revokeShare')).toEqual({ params: { id: 'w', sid: 'a' } })
})
