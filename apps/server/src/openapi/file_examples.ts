import type { FileEntry } from '@llamanexus/contract'

const file: FileEntry = {
  path: 'handbook/tea.md',
  kind: 'file',
  bytes: 1204,
  modified_at: '2026-01-05T09:30:00.000Z',
}

export const fileExamples = {
  listFiles: { reply: { items: [file], total: 1, limit: 50, offset: 0 } },
  uploadFiles: { reply: { items: [file] } },
  putFile: { reply: file },
  downloadFile: {},
  deleteFile: {},
}
