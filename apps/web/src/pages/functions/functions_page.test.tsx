import { ApiError, type FunctionTry, type WorkspaceFunction } from '@llamanexus/contract'
import { cleanup, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import { Route } from 'wouter'
import { editorStage } from '../../ui/testing/editor_stage.tsx'
import { useFunctionDrafts } from './function_drafts.ts'
import FunctionsPage from './functions_page.tsx'

// The code editor measures text, which a page without a layout cannot answer.
Range.prototype.getClientRects = () => [] as unknown as DOMRectList

afterEach(() => {
  cleanup()
  localStorage.clear()
  useFunctionDrafts.setState({ kept: {} })
  history.replaceState(null, '', '/')
})

test('the first function is made from the empty page, and opened', async () => {
  const { Stage } = stage([])
  show(Stage, '/functions')
  await screen.findByText('No functions yet')
  await userEvent.click(screen.getByRole('button', { name: 'New function' }))
  await screen.findByRole('region', { name: 'Function my_function' })
  expect(location.pathname).toBe('/functions/my_function')
})

test('a new one takes a name that is free', async () => {
  const { Stage } = stage([definition('my_function'), definition('my_function_2')])
  show(Stage, '/functions')
  await userEvent.click(await screen.findByRole('button', { name: 'New function' }))
  await screen.findByRole('region', { name: 'Function my_function_3' })
})

test('what is written is saved over the version that was read', async () => {
  const { Stage, saved } = stage([definition('double', { version: 4 })])
  show(Stage, '/functions/double')
  const editor = within(await screen.findByRole('region', { name: 'Function double' }))
  expect(editor.getByRole('button', { name: 'Saved' }).hasAttribute('disabled')).toBe(true)
  await userEvent.type(editor.getByRole('textbox', { name: /Description/ }), 'Twice as much')
  await userEvent.click(editor.getByRole('button', { name: 'Save' }))
  await editor.findByRole('button', { name: 'Saved' })
  expect(saved).toMatchObject([{ version: '"4"', body: { name: 'double', description: 'Twice as much' } }])
})

test('a save that somebody else was faster than says so, and keeps what is written', async () => {
  const { Stage, refuse } = stage([definition('double')])
  show(Stage, '/functions/double')
  const editor = within(await screen.findByRole('region', { name: 'Function double' }))
  refuse('It was changed by somebody else.')
  const description = editor.getByRole<HTMLInputElement>('textbox', { name: /Description/ })
  await userEvent.type(description, 'Mine')
  await userEvent.click(editor.getByRole('button', { name: 'Save' }))
  expect((await editor.findByRole('alert')).textContent).toContain('It was changed by somebody else.')
  expect(description.value).toBe('Mine')
})

test('a function is tried as it stands, with what came of it, or why it failed', async () => {
  const { Stage, tries, answer } = stage([definition('double')])
  show(Stage, '/functions/double')
  const part = within(await screen.findByRole('region', { name: 'Try it' }))
  await userEvent.click(part.getByRole('button', { name: 'Run' }))
  expect((await part.findByLabelText('Result')).textContent).toBe('42')
  expect(part.getByLabelText('Output').textContent).toBe('printed')
  // What the schema says stands there to begin with.
  expect(tries).toMatchObject([{ args: { n: 21 }, function: { name: 'double' } }])
  answer({
    ok: false,
    result: null,
    stdout: '',
    duration_ms: 1,
    error: { code: 'x', message: 'n is not defined' },
  })
  await userEvent.click(part.getByRole('button', { name: 'Run' }))
  expect((await part.findByRole('alert')).textContent).toContain('n is not defined')
})

test('one is deleted once that was confirmed', async () => {
  const { Stage } = stage([definition('double'), definition('other')])
  show(Stage, '/functions/double')
  await userEvent.click(await screen.findByRole('button', { name: 'Delete the function' }))
  await userEvent.click(screen.getByRole('button', { name: 'Keep it' }))
  expect(location.pathname).toBe('/functions/double')
  await userEvent.click(await screen.findByRole('button', { name: 'Delete the function' }))
  await userEvent.click(screen.getByRole('button', { name: 'Delete' }))
  await expect.poll(() => screen.queryByRole('link', { name: /double/ })).toBeNull()
  expect(location.pathname).toBe('/functions')
})

test('what is not saved is there again when another function was looked at, and can be discarded', async () => {
  const { Stage } = stage([definition('double'), definition('other')])
  show(Stage, '/functions/double')
  await userEvent.type(await screen.findByRole('textbox', { name: /Description/ }), 'Mine')
  await userEvent.click(screen.getByRole('link', { name: /other/ }))
  await screen.findByRole('region', { name: 'Function other' })
  expect(screen.queryByRole('button', { name: 'Discard changes' })).toBeNull()
  expect(within(screen.getByRole('link', { name: /double/ })).getByText('Not saved')).toBeTruthy()
  await userEvent.click(screen.getByRole('link', { name: /double/ }))
  const description = await screen.findByRole<HTMLInputElement>('textbox', { name: /Description/ })
  expect(description.value).toBe('Mine')
  expect(screen.getByRole('status').textContent).toContain('Not saved.')
  await userEvent.click(screen.getByRole('button', { name: 'Discard changes' }))
  await userEvent.click(screen.getByRole('button', { name: 'Discard' }))
  expect(screen.getByRole<HTMLInputElement>('textbox', { name: /Description/ }).value).toBe('')
  expect(screen.queryByText('Not saved')).toBeNull()
})

test('what is not saved outlives the page, and nothing is kept once it is saved', async () => {
  const { Stage } = stage([definition('double', { version: 4 })])
  show(Stage, '/functions/double')
  await userEvent.type(await screen.findByRole('textbox', { name: /Description/ }), 'Mine')
  expect(Object.keys(localStorage)).toEqual(['llamanexus.function/double'])
  await userEvent.click(screen.getByRole('button', { name: 'Save' }))
  await screen.findByRole('button', { name: 'Saved' })
  expect(Object.keys(localStorage)).toEqual([])
  expect(screen.queryByRole('status')).toBeNull()
})

test('a draft of an older version says so, is not saved over the newer one unasked, and can be all the same', async () => {
  const kept = [definition('double', { version: 4 })]
  const { Stage, saved, refuse } = stage(kept)
  show(Stage, '/functions/double')
  await userEvent.type(await screen.findByRole('textbox', { name: /Description/ }), 'Mine')
  kept.splice(0, 1, definition('double', { version: 7, description: 'Theirs' }))
  refuse('Somebody saved in the meantime.', 412)
  await userEvent.click(screen.getByRole('button', { name: 'Save' }))
  expect((await screen.findByText(/You began from version 4/)).textContent).toContain('version 7')
  expect(saved).toEqual([])
  expect(screen.getByRole<HTMLInputElement>('textbox', { name: /Description/ }).value).toBe('Mine')
  refuse(undefined)
  await userEvent.click(screen.getByRole('button', { name: 'Save over version 7' }))
  await screen.findByRole('button', { name: 'Saved' })
  expect(saved).toMatchObject([{ version: '"7"', body: { description: 'Mine' } }])
})

test('an address of none says so, and a server that fails is asked again', async () => {
  const { Stage, fail } = stage([definition('double')])
  fail(true)
  show(Stage, '/functions/nothing')
  const alert = within(await screen.findByRole('alert'))
  expect(alert.getByText('The functions could not be read')).toBeTruthy()
  fail(false)
  await userEvent.click(alert.getByRole('button', { name: 'Try again' }))
  await screen.findByText('There is no nothing.')
})

const show = (Stage: ReturnType<typeof stage>['Stage'], path: string) => {
  history.replaceState(null, '', path)
  render(
    <>
      <Route path="/functions" component={FunctionsPage} />
      <Route path="/functions/:name" component={FunctionsPage} />
    </>,
    { wrapper: Stage },
  )
}

interface Given {
  params: { name: string }
  body: WorkspaceFunction
  headers?: Record<string, string>
}

const stage = (kept: WorkspaceFunction[]) => {
  const saved: unknown[] = []
  const tries: unknown[] = []
  let refusal: ApiError | undefined
  let isFailing = false
  let outcome: FunctionTry = { ok: true, result: 42, stdout: 'printed', duration_ms: 1, error: null }
  const put = (one: WorkspaceFunction) => {
    const at = kept.findIndex(({ name }) => name === one.name)
    kept.splice(at < 0 ? kept.length : at, at < 0 ? 0 : 1, one)
    return one
  }
  const { Stage } = editorStage({
    workflow: {},
    call: ({ id }, given) => {
      const { params, body, headers } = given as Given
      switch (id) {
        case 'listFunctions':
          if (isFailing) throw refused('The store cannot be read.')
          return { items: [...kept], total: kept.length, limit: 200, offset: 0 }
        case 'createFunction':
          return put(definition(body.name, body))
        case 'updateFunction':
          if (refusal !== undefined) throw refusal
          saved.push({ version: headers?.['if-match'], body })
          return put({ ...definition(body.name, body), version: versionIn(headers) + 1 })
        case 'deleteFunction':
          kept.splice(0, kept.length, ...kept.filter(({ name }) => name !== params.name))
          return null
        case 'runFunction':
          tries.push(body)
          return outcome
        default:
          return { items: [], total: 0 }
      }
    },
  })
  return {
    Stage,
    saved,
    tries,
    refuse: (text: string | undefined, status = 409) => {
      refusal = text === undefined ? undefined : refused(text, status)
    },
    fail: (value: boolean) => {
      isFailing = value
    },
    answer: (next: FunctionTry) => {
      outcome = next
    },
  }
}

const versionIn = (headers: Record<string, string> | undefined) =>
  Number(headers?.['if-match']?.replaceAll('"', ''))

const refused = (detail: string, status = 409) =>
  new ApiError({
    type: 'urn:llamanexus:problem:refused',
    title: 'Refused',
    status,
    code: 'refused',
    detail,
  })

const definition = (name: string, rest: Partial<WorkspaceFunction> = {}): WorkspaceFunction => ({
  name,
  description: '',
  language: 'javascript',
  code: 'return n * 2',
  parameters: { type: 'object', properties: { n: { type: 'number', default: 21 } } },
  version: 1,
  created_at: '2026-01-01T00:00:00.000Z',
  updated_at: '2026-01-01T00:00:00.000Z',
  ...rest,
})
