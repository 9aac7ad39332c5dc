import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { ValueView } from './value_view.tsx'

afterEach(cleanup)

test('a long part is folded beside others, so that these are seen, and unfolded where it is alone', () => {
  const results = Array.from({ length: 200 }, (_, index) => ({ index }))
  const { rerender } = render(<ValueView label="Outputs" value={{ results, errors: [{ index: 7 }] }} />)
  expect(screen.getByRole('button', { name: 'Unfold results' })).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Fold errors' })).toBeTruthy()
  rerender(<ValueView key="alone" label="Outputs" value={{ results }} />)
  expect(screen.getByRole('button', { name: 'Fold results' })).toBeTruthy()
})
