import { NodeError } from '@llamanexus/node-sdk'

/** What a failure of the file system means for the node; it names the path as it was given, never one of the host. */
export function fileFailure(path: string, error: unknown): unknown {
  if (error instanceof NodeError) return error
  const { code, name } = error as NodeJS.ErrnoException
  if (name === 'AbortError')
    return new NodeError('aborted', 'The work on the file was stopped', { retryable: false })
  if (code === undefined) return error
  const failed = (kind: string, message: string, hint: string, retryable = false) =>
    new NodeError(kind, message, { field: 'path', hint, retryable, cause: error })
  switch (code) {
    case 'ENOENT':
      return failed(
        'file_missing',
        `There is no "${path}" in the workspace`,
        'Look at the files of the workspace.',
      )
    case 'ENOSPC':
    case 'EDQUOT':
      return failed('disk_full', `There is no room for "${path}"`, 'Free some room on the disk.', true)
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return failed('file_refused', `"${path}" may not be touched`, 'Look at the rights of the workspace.')
    case 'ELOOP':
      return failed('path_outside', `"${path}" is a symbolic link`, 'Name the file, not a link to it.')
    case 'ENOTEMPTY':
      return failed(
        'folder_not_empty',
        `"${path}" is not empty`,
        'Remove what is in it, or all of it at once.',
      )
    case 'EISDIR':
      return failed('path_invalid', `"${path}" is a folder`, 'Name a file in it.')
    case 'ENOTDIR':
    case 'EEXIST':
      return failed('path_invalid', `"${path}" leads through a file`, 'Choose folders that are folders.')
    case 'ENAMETOOLONG':
      return failed('path_invalid', `"${path.slice(0, 100)}" is too long`, 'Choose a shorter name.')
    default:
      return failed('file_failed', `"${path}" could not be read or written (${code})`, 'Try again.', true)
  }
}
