import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { editorStage } from '../ui/testing/editor_stage.tsx'
import { ConflictDialog } from './conflict_dialog.tsx'
import { DeleteDialog } from './delete_dialog.tsx'
import { DialogFrame } from './dialog_frame.tsx'
import { ImportDialog } from './import_dialog.tsx'
import { SaveAsDialog } from './save_as_dialog.tsx'
import { SettingsDialog } from './settings_dialog.tsx'

// Typing by key on a busy machine takes seconds; the limit only guards against hanging.
vi.setConfig({ testTimeout: 60_000 })
afterEach(cleanup)

test('the conflict shows only what differs, and says which side was chosen', async () => {
  const { Stage, editor } = editorStage({ workflow: {} })
  const workflow = editor.document.toWorkflow()
  const onResolve = vi.fn(() => Promise.resolve())
  const base = { id: 'a', label: 'Fetch', config: { url: 'old', method: 'GET' } }
  render(
    <ConflictDialog
      mine={workflow}
      theirs={{ ...workflow, version: 3 }}
      changes={[
        {
          collection: 'nodes',
          id: 'a',
          base,
          mine: { ...base, config: { url: 'mine', method: 'GET' } },
          theirs: undefined,
        },
      ]}
      onResolve={onResolve}
    />,
    { wrapper: Stage },
  )
  expect(screen.getByRole('rowheader', { name: 'Node Fetch' })).toBeTruthy()
  expect(screen.getByText(/"url":"mine"/)).toBeTruthy()
  expect(screen.getByText('deleted')).toBeTruthy()
  await userEvent.keyboard('{Escape}')
  expect(onResolve).not.toHaveBeenCalled()
  await userEvent.click(screen.getByRole('button', { name: 'Keep both' }))
  expect(onResolve).toHaveBeenCalledWith('both')
})

test('the settings are one step of undo', async () => {
  const { Stage, editor } = editorStage({ workflow: { name: 'Before' } })
  const onClose = vi.fn()
  render(<SettingsDialog onClose={onClose} />, { wrapper: Stage })
  await userEvent.clear(screen.getByLabelText('Name'))
  await userEvent.type(screen.getByLabelText('Name'), 'After')
  await userEvent.type(screen.getByLabelText('Time (s)'), '30')
  await userEvent.click(screen.getByRole('button', { name: 'Apply' }))
  expect(onClose).toHaveBeenCalled()
  expect(editor.document.toWorkflow()).toMatchObject({ name: 'After', settings: { timeout_ms: 30_000 } })
  editor.document.undo()
  expect(editor.document.toWorkflow()).toMatchObject({ name: 'Before', settings: {} })
})

test('a copy is a workflow of its own that nothing triggers', async () => {
  const call = vi.fn(() => ({ id: 'copy' }))
  const { Stage } = editorStage({ workflow: { name: 'One', is_active: true }, call })
  render(<SaveAsDialog onClose={() => undefined} />, { wrapper: Stage })
  await userEvent.click(screen.getByRole('button', { name: 'Save a copy' }))
  const [route, given] = (call.mock.calls[0] ?? []) as unknown as [{ id: string }, { body: object }]
  expect(route.id).toBe('createWorkflow')
  expect(given.body).toMatchObject({ name: 'One (copy)', is_active: false })
  expect(given.body).not.toHaveProperty('id')
})

test('text that the server refuses stays in the dialog, with the reason', async () => {
  const call = () => {
    throw new Error('Line 3 is not YAML.')
  }
  const { Stage } = editorStage({ workflow: {}, call })
  const onClose = vi.fn()
  render(<ImportDialog onClose={onClose} />, { wrapper: Stage })
  await userEvent.type(screen.getByRole('textbox'), 'name: x')
  await userEvent.click(screen.getByRole('button', { name: 'Import' }))
  expect((await screen.findByRole('alert')).textContent).toBe('Line 3 is not YAML.')
  expect(onClose).not.toHaveBeenCalled()
})

test('deleting is asked for, and keeping is where the focus is', async () => {
  const call = vi.fn(() => null)
  const { Stage } = editorStage({ workflow: {}, call })
  const onDeleted = vi.fn()
  render(
    <DeleteDialog workflow={{ id: 'w', name: 'Mine' }} onDeleted={onDeleted} onClose={() => undefined} />,
    {
      wrapper: Stage,
    },
  )
  expect(document.activeElement?.textContent).toBe('Keep it')
  await userEvent.click(screen.getByRole('button', { name: 'Delete' }))
  expect(call).toHaveBeenCalledTimes(1)
  expect(onDeleted).toHaveBeenCalled()
})

test('an import says which functions came with it, and what the workflow calls in place of one of yours', async () => {
  const call = (_: object, given: unknown) => {
    const { onHeaders } = given as { onHeaders?: (headers: Headers) => void }
    onHeaders?.(new Headers({ 'x-functions-imported': 'area, slug_2', 'x-functions-renamed': 'slug=slug_2' }))
    return { id: 'made', name: 'Brought' }
  }
  const { Stage } = editorStage({ workflow: {}, call })
  const onClose = vi.fn()
  render(<ImportDialog onClose={onClose} />, { wrapper: Stage })
  await userEvent.type(screen.getByRole('textbox'), 'name: x')
  await userEvent.click(screen.getByRole('button', { name: 'Import' }))
  const dialog = await screen.findByRole('dialog', { name: '“Brought” is here' })
  expect(dialog.textContent).toContain('It brought 2 functions: area, slug_2.')
  expect(dialog.textContent).toContain('Another function is called slug here. The workflow calls slug_2')
  expect(onClose).not.toHaveBeenCalled()
  await userEvent.click(screen.getByRole('button', { name: 'Open it' }))
  expect(onClose).toHaveBeenCalled()
  expect(globalThis.location.pathname).toBe('/workflows/made')
})

test('what is sent in a dialog over another one is not meant for the one below', async () => {
  const [below, above] = [vi.fn(), vi.fn()]
  render(
    <DialogFrame title="Below" actions={null} onSubmit={below} onClose={() => undefined}>
      <DialogFrame
        title="Above"
        actions={<button type="submit">Send</button>}
        onSubmit={above}
        onClose={() => undefined}
      >
        {null}
      </DialogFrame>
    </DialogFrame>,
  )
  await userEvent.click(screen.getByRole('button', { name: 'Send' }))
  expect(above).toHaveBeenCalledTimes(1)
  expect(below).not.toHaveBeenCalled()
})
