import { render, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { Markdown } from './markdown.tsx'

test('headings, lists, tables, code and emphasis become elements', () => {
  const { container } = render(
    <Markdown
      text={
        '## Use\nGives **all** of `items`.\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\nx < y\n```'
      }
    />,
  )
  expect(screen.getByRole('heading').textContent).toBe('Use')
  expect(container.querySelector('strong')?.textContent).toBe('all')
  expect(screen.getAllByRole('listitem')).toHaveLength(2)
  expect(screen.getAllByRole('cell').map((cell) => cell.textContent)).toEqual(['1', '2'])
  expect(container.querySelector('pre')?.textContent).toBe('x < y')
})

test('HTML stays text and a script link stays words', () => {
  const { container } = render(
    <Markdown text={'<img src=x onerror=alert(1)> [click](javascript:alert(1))'} />,
  )
  expect(container.querySelector('img')).toBeNull()
  expect(screen.queryByRole('link')).toBeNull()
  expect(container.textContent).toContain('<img src=x onerror=alert(1)> click')
})
