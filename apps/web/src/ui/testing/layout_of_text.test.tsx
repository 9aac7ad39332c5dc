import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { CodeMirror } from '../code_mirror.tsx'

afterEach(cleanup)

test('a code editor measures its text without an error', async () => {
  const told = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  render(<CodeMirror label="Code" language="javascript" value="return 1" onChange={() => undefined} />)
  await screen.findByRole('textbox', { name: 'Code' })
  // It measures with the next frame.
  await new Promise((resume) => requestAnimationFrame(() => requestAnimationFrame(resume)))
  expect(told).not.toHaveBeenCalled()
})
