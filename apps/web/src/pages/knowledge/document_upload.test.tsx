import { fireEvent, render, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { editorStage } from '../../ui/testing/editor_stage.tsx'
import { DocumentUploadArea } from './document_upload.tsx'

test('a file that is refused is named, and the others are taken all the same', async () => {
  const taken: string[] = []
  const call = (_: object, { body }: { body: { name: string } }) => {
    if (body.name === 'huge.pdf') throw new Error('The body is too large')
    taken.push(body.name)
    return {}
  }
  const { Stage } = editorStage({ workflow: {}, call: call as never })
  render(<DocumentUploadArea name="tea" jobs={[]} />, { wrapper: Stage })
  const files = ['huge.pdf', 'small.md'].map((name) => new File(['x'], name))
  fireEvent.change(screen.getByLabelText('Files'), { target: { files } })
  expect((await screen.findByRole('alert')).textContent).toBe('huge.pdf: The body is too large')
  await expect.poll(() => taken).toEqual(['small.md'])
  expect(screen.getByRole('alert').textContent).toContain('huge.pdf')
})
