import type { Stats } from 'node:fs'
import type { FileInfo } from '@llamanexus/node-sdk'

export const fileInfo = (path: string, stats: Stats): FileInfo => ({
  path: path.replaceAll('\\', '/'),
  kind: stats.isDirectory() ? 'folder' : 'file',
  bytes: stats.isDirectory() ? 0 : stats.size,
  modified_at: stats.mtime.toISOString(),
})
