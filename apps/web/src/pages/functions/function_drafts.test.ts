import { afterEach, expect, test, vi } from 'vitest'
import type { KeptDraft } from './function_drafts.ts'

afterEach(() => localStorage.clear())

const draft: KeptDraft = {
  base: 3,
  draft: { name: 'double', description: '', language: 'javascript', code: 'return n', parameters: {} },
  parameters: '{',
}

/** The store of a page that is opened now. */
const openPage = async () => {
  vi.resetModules()
  return (await import('./function_drafts.ts')).useFunctionDrafts
}

test('what one page kept is there in the next, until it is removed', async () => {
  const first = await openPage()
  first.getState().put('double', draft)
  const second = await openPage()
  expect(second.getState().kept).toEqual({ double: draft })
  second.getState().remove('double')
  expect((await openPage()).getState().kept).toEqual({})
})

test('what another page keeps meanwhile shows, and does not take away what is kept here', async () => {
  const page = await openPage()
  page.getState().put('double', draft)
  localStorage.setItem('llamanexus.function/other', JSON.stringify(draft))
  dispatchEvent(new StorageEvent('storage', { key: 'llamanexus.function/other' }))
  expect(Object.keys(page.getState().kept).toSorted()).toEqual(['double', 'other'])
})

test('what is no draft is left alone', async () => {
  localStorage.setItem('llamanexus.function/odd', '{"base": "x"}')
  localStorage.setItem('llamanexus.function/torn', '{"base"')
  expect((await openPage()).getState().kept).toEqual({})
})
