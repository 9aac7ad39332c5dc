import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import { editorStage } from '../../ui/testing/editor_stage.tsx'
import { DefaultModel } from './default_model.tsx'

afterEach(cleanup)

test('what is typed while a choice is being saved is still there when it is', async () => {
  let kept = ''
  const saving = Promise.withResolvers<void>()
  const call = (route: { id: string }, args: { body?: { model: string } }) => {
    if (route.id !== 'setDefaultModel') return { items: [], default_model: kept }
    kept = args.body?.model ?? ''
    return saving.promise
  }
  const { Stage } = editorStage({ workflow: {}, call: call as never })
  render(<DefaultModel />, { wrapper: Stage })
  const field = screen.getByRole('combobox', { name: 'Default model' }) as HTMLInputElement
  fireEvent.change(field, { target: { value: 'house/tiny' } })
  await userEvent.click(screen.getByRole('button', { name: 'Save' }))
  fireEvent.change(field, { target: { value: 'builtin' } })
  saving.resolve()
  await screen.findByRole('button', { name: 'Save' })
  expect(field.value).toBe('builtin')
  expect((screen.getByRole('button', { name: 'Save' }) as HTMLButtonElement).disabled).toBe(false)
})
