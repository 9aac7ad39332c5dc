import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { ConfirmDialog } from './confirm_dialog.tsx'

afterEach(cleanup)

const idle = { isPending: false, error: null }

test('Enter keeps what is asked about, and only the other button deletes it', async () => {
  const [onConfirm, onClose] = [vi.fn(), vi.fn()]
  render(
    <ConfirmDialog title="Delete “a”?" task={idle} onConfirm={onConfirm} onClose={onClose}>
      It is gone for good.
    </ConfirmDialog>,
  )
  await userEvent.keyboard('{Enter}')
  expect([onConfirm.mock.calls.length, onClose.mock.calls.length]).toEqual([0, 1])
  await userEvent.click(screen.getByRole('button', { name: 'Delete' }))
  expect(onConfirm).toHaveBeenCalledOnce()
})

test('it cannot be asked for twice at a time, and says why it failed', () => {
  const task = { isPending: true, error: new Error('The disk is full.') }
  render(
    <ConfirmDialog title="Delete “a”?" task={task} onConfirm={() => undefined} onClose={() => undefined}>
      It is gone for good.
    </ConfirmDialog>,
  )
  expect(screen.getByRole('button', { name: 'Delete' }).hasAttribute('disabled')).toBe(true)
  expect(screen.getByRole('alert').textContent).toContain('The disk is full.')
})
