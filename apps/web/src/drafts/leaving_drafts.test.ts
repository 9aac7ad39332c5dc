import { afterEach, expect, it } from 'vitest'
import { createLeavingDrafts } from './leaving_drafts.ts'

afterEach(() => localStorage.clear())

const entry = (seq: number, workflow = 'w') => ({ workflow, base_version: 1, patches: [], page: 'p', seq })

it('gives back in order what was kept, for its own workflow', () => {
  const drafts = createLeavingDrafts()
  drafts.keep([entry(10), entry(9), entry(1, 'other')])
  expect(
    createLeavingDrafts()
      .read('w')
      .map(({ seq }) => seq),
  ).toEqual([9, 10])
})

it('forgets what has arrived elsewhere', () => {
  const drafts = createLeavingDrafts()
  drafts.keep([entry(1), entry(2)])
  drafts.forget([entry(1)])
  expect(drafts.read('w').map(({ seq }) => seq)).toEqual([2])
})

it('keeps nothing and fails nowhere when storage is full or forbidden', () => {
  const full = new Proxy(localStorage, {
    get: (target, key) =>
      key === 'setItem'
        ? () => {
            throw new DOMException('full', 'QuotaExceededError')
          }
        : Reflect.get(target, key),
  })
  createLeavingDrafts(full).keep([entry(1)])
  expect(createLeavingDrafts().read('w')).toEqual([])
})
