import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { editorStage } from '../../ui/testing/editor_stage.tsx'
import { DocumentUploadArea } from './document_upload.tsx'

afterEach(cleanup)

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
  expect((await screen.findByRole('alert')).textContent).toBe('huge.pdfThe body is too large')
  await expect.poll(() => taken).toEqual(['small.md'])
  fireEvent.click(screen.getByRole('button', { name: 'Dismiss huge.pdf' }))
  expect(screen.queryByRole('alert')).toBeNull()
})

/** What a browser gives of a folder: its entries in portions, and an empty one at the end. */
const folder = (fullPath: string, inside: readonly object[]) => ({
  name: fullPath.split('/').at(-1),
  isFile: false,
  isDirectory: true,
  createReader() {
    const portions = [inside.slice(0, 1), inside.slice(1), []]
    return { readEntries: (take: (some: unknown) => void) => take(portions.shift() ?? []) }
  },
})
const file = (fullPath: string) => ({
  name: fullPath.split('/').at(-1),
  fullPath,
  isFile: true,
  isDirectory: false,
  file: (take: (file: File) => void) => take(new File(['x'], fullPath)),
})

test('files and folders are taken wherever on the page they are dropped, but not in a dialog', async () => {
  const taken: string[] = []
  const call = (_: object, { body }: { body: { name: string } }) => {
    taken.push(body.name)
    return {}
  }
  const { Stage } = editorStage({ workflow: {}, call: call as never })
  render(
    <>
      <p>Elsewhere</p>
      <div role="dialog">A dialog</div>
      <DocumentUploadArea name="tea" jobs={[]} />
    </>,
    { wrapper: Stage },
  )
  const drop = (on: string, entries: readonly object[]) => {
    const items = entries.map((entry) => ({ webkitGetAsEntry: () => entry }))
    return fireEvent.drop(screen.getByText(on), { dataTransfer: { types: ['Files'], items, files: [] } })
  }
  const notes = folder('/notes', [
    file('/notes/a.md'),
    file('/notes/.hidden'),
    folder('/notes/b', [file('/notes/b/a.md')]),
  ])
  expect(drop('A dialog', [notes])).toBe(false)
  expect(drop('Elsewhere', [file('/a.md'), notes])).toBe(false)
  await expect.poll(() => taken).toEqual(['a.md', 'notes/a.md', 'notes/b/a.md'])
})
