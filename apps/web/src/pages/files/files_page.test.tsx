import { ApiError, type FileEntry } from '@llamanexus/contract'
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { editorStage } from '../../ui/testing/editor_stage.tsx'
import FilesPage from './files_page.tsx'

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

test('says what the page is for while there is nothing', async () => {
  const { Stage } = stage([])
  render(<FilesPage />, { wrapper: Stage })
  await screen.findByText('No files here yet')
  expect(screen.getByRole('button', { name: 'Upload files' })).toBeTruthy()
})

test('folders are opened, and the way back is shown', async () => {
  const { Stage, asked } = stage([folder('reports'), file('notes.txt')])
  render(<FilesPage />, { wrapper: Stage })
  await userEvent.click(await screen.findByRole('button', { name: 'reports' }))
  await expect.poll(() => asked.at(-1)).toMatchObject({ folder: 'reports' })
  const way = within(screen.getByRole('navigation', { name: 'Folder' }))
  expect(way.getByRole('button', { name: 'reports' }).getAttribute('aria-current')).toBe('location')
  await userEvent.click(way.getByRole('button', { name: 'Workspace' }))
  await expect.poll(() => way.queryByRole('button', { name: 'reports' })).toBeNull()
})

test('a search goes below all folders, and one that finds nothing can be taken back', async () => {
  const { Stage, asked, kept } = stage([file('notes.txt')])
  render(<FilesPage />, { wrapper: Stage })
  await screen.findByText('notes.txt')
  kept.length = 0
  await userEvent.type(screen.getByRole('searchbox', { name: 'Search files' }), 'zz')
  await screen.findByText('No file fits')
  expect(asked.at(-1)).toMatchObject({ search: 'zz', recursive: true })
  kept.push(file('notes.txt'))
  await userEvent.click(screen.getByRole('button', { name: 'Show all' }))
  await screen.findByText('notes.txt')
})

test('a long name is whole under the pointer', async () => {
  const name = `${'minutes-of-the-meeting-'.repeat(8)}.docx`
  const { Stage } = stage([file(name)])
  render(<FilesPage />, { wrapper: Stage })
  expect(await screen.findByTitle(name)).toBeTruthy()
})

test('what is deleted is asked for first, and a refusal is said where it was asked', async () => {
  const { Stage, deleted, refuse } = stage([file('notes.txt')])
  render(<FilesPage />, { wrapper: Stage })
  await userEvent.click(await screen.findByRole('button', { name: 'Delete notes.txt' }))
  const dialog = within(await screen.findByRole('dialog', { name: 'Delete “notes.txt”?' }))
  refuse('The disk is full.')
  await userEvent.click(dialog.getByRole('button', { name: 'Delete' }))
  expect((await dialog.findByRole('alert')).textContent).toContain('The disk is full.')
  refuse(undefined)
  await userEvent.click(dialog.getByRole('button', { name: 'Delete' }))
  await screen.findByText('No files here yet')
  expect(deleted).toEqual([{ path: 'notes.txt', recursive: false }])
})

test('files that are dropped are uploaded into the folder, and one that is there is replaced when asked', async () => {
  const { Stage } = stage([file('notes.txt')])
  const sent: string[] = []
  vi.stubGlobal('fetch', async (address: string) => {
    sent.push(address)
    const isThere = address.includes('replace=false')
    return Response.json(isThere ? problem('"notes.txt" is there already.', 'file_exists') : { items: [] }, {
      status: isThere ? 409 : 201,
    })
  })
  render(<FilesPage />, { wrapper: Stage })
  const zone = await screen.findByRole('region', { name: 'Files of this folder' })
  const dataTransfer = { types: ['Files'], files: [new File(['x'], 'notes.txt')] }
  fireEvent.dragOver(zone, { dataTransfer })
  expect(within(zone).getByText('Drop to put them into the workspace')).toBeTruthy()
  fireEvent.drop(zone, { dataTransfer })
  expect((await screen.findByRole('alert')).textContent).toContain('is there already')
  await userEvent.click(screen.getByRole('button', { name: 'Replace' }))
  await screen.findByText('1 file uploaded')
  expect(sent.map((address) => new URL(address, 'http://server').searchParams.get('replace'))).toEqual([
    'false',
    'true',
  ])
})

test('a server that fails says so, and is asked again', async () => {
  const { Stage, fail } = stage([file('notes.txt')])
  fail(true)
  render(<FilesPage />, { wrapper: Stage })
  const alert = within(await screen.findByRole('alert'))
  expect(alert.getByText('The files could not be read')).toBeTruthy()
  fail(false)
  await userEvent.click(alert.getByRole('button', { name: 'Try again' }))
  await screen.findByText('notes.txt')
})

const stage = (kept: FileEntry[]) => {
  const asked: unknown[] = []
  const deleted: unknown[] = []
  let refusal: string | undefined
  let isFailing = false
  const { Stage } = editorStage({
    workflow: {},
    call: ({ id }, given) => {
      const { query } = given as { query: { path?: string } }
      if (id === 'listFiles') {
        if (isFailing) throw new ApiError(problem('The folder cannot be read.', 'file_failed'))
        asked.push(query)
        return { items: [...kept], total: kept.length, limit: 100, offset: 0 }
      }
      if (id === 'deleteFile') {
        if (refusal !== undefined) throw new ApiError(problem(refusal, 'file_failed'))
        deleted.push(query)
        kept.length = 0
        return null
      }
      return { items: [], total: 0 }
    },
  })
  return {
    Stage,
    kept,
    asked,
    deleted,
    refuse: (text: string | undefined) => {
      refusal = text
    },
    fail: (value: boolean) => {
      isFailing = value
    },
  }
}

const problem = (detail: string, code: string) => ({
  type: `urn:llamanexus:problem:${code}`,
  title: 'It was refused',
  status: 409,
  code,
  detail,
})

const entry = (path: string, kind: 'file' | 'folder'): FileEntry => ({
  path,
  kind,
  bytes: 5,
  modified_at: '2026-01-01T00:00:00.000Z',
})
const file = (path: string) => entry(path, 'file')
const folder = (path: string) => entry(path, 'folder')
