import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { isMarkdown, ResponseText } from './response_text.tsx'

afterEach(cleanup)

test('text is shown while it is streamed', () => {
  render(<ResponseText status="running" streamed="The ans" outputs={{}} />)
  expect(screen.getByText('The ans').getAttribute('aria-busy')).toBe('true')
})

test('a run that was not watched shows its response all the same, as it was meant', () => {
  const response = 'The order has **two** lines, and both of them are in stock:\n\n- a keyboard\n- a cable'
  render(<ResponseText status="completed" streamed="" outputs={{ response, model: 'builtin' }} />)
  expect(screen.getByText('two').tagName).toBe('STRONG')
  expect(screen.getAllByRole('listitem')).toHaveLength(2)
})

test('outputs that are no text have none', () => {
  const { container } = render(
    <ResponseText status="completed" streamed="" outputs={{ output: 5, name: 'short' }} />,
  )
  expect(container.textContent).toBe('')
})

test('pages and data are not taken for Markdown', () => {
  expect(isMarkdown('<ul>\n- not a list\n</ul>')).toBe(false)
  expect(isMarkdown('{"a": "**b**"}')).toBe(false)
  expect(isMarkdown('One line.\n1. First')).toBe(true)
})
