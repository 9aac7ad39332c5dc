import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { ErrorBoundary } from './error_boundary.tsx'

afterEach(cleanup)

const Failing = ({ message }: { message: string }) => {
  throw new Error(message)
}

test('a page that fails says so and leads out of it, and the next page is shown as it is', () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const { rerender } = render(
    <ErrorBoundary name="/a">
      <Failing message="No such thing" />
    </ErrorBoundary>,
  )
  expect(screen.getByRole('alert').textContent).toMatch(/This page has failed.*No such thing/)
  expect(screen.getByRole('link', { name: 'All workflows' }).getAttribute('href')).toBe('/workflows')
  rerender(<ErrorBoundary name="/b">fine</ErrorBoundary>)
  expect(screen.getByText('fine')).toBeTruthy()
})

test('a file of a former release that is gone is told as an update', () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  render(
    <ErrorBoundary name="/a">
      <Failing message="Failed to fetch dynamically imported module: http://host/assets/page-a1.js" />
    </ErrorBoundary>,
  )
  expect(screen.getByRole('alert').textContent).toMatch(/A newer release is running/)
})
