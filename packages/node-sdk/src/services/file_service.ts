export interface WriteFileRequest {
  /** Below the workspace, with `/` between its parts. */
  path: string
  /** Pieces are written as they come, so that a long file never stands in memory. */
  content: string | Uint8Array | AsyncIterable<Uint8Array>
  /** `create` fails where something is there already. */
  mode: 'overwrite' | 'append' | 'create'
  /** A longer content is an error and leaves nothing. Default: no limit. */
  max_bytes?: number
  signal?: AbortSignal
}

export interface FileInfo {
  /** Below the workspace, with `/` between its parts. */
  path: string
  kind: 'file' | 'folder'
  /** 0 for folders. */
  bytes: number
  /** ISO 8601. */
  modified_at: string
}

export interface ReadFileRequest {
  path: string
  /** A longer file is an error. Default 50 MiB. */
  max_bytes?: number
  signal?: AbortSignal
}

export interface ListFilesRequest {
  /** Default: the workspace itself, `''`. */
  folder?: string
  /** Of files, by their path below the folder: `*.md`, `**` for any folders, `{md,txt}`. */
  glob?: string
  /** Whatever the case: part of the path below the folder. */
  search?: string
  /** Files of all folders below, without the folders themselves. Default false. */
  recursive?: boolean
  /** Default: all. */
  limit?: number
  offset?: number
  signal?: AbortSignal
}

/**
 * Files of one workspace directory, out of which no path and no link leads. Throws `NodeError`: `path_invalid`,
 * `path_outside`, `file_missing`, `file_exists`, `file_too_large`, `file_refused`, `glob_invalid`, `disk_full`,
 * `file_failed`, `aborted`.
 */
export interface FileService {
  /** Durable when it settles; replaced as a whole or not at all. `bytes` counts what was written. */
  write(request: WriteFileRequest): Promise<{ bytes: number }>
  read(request: ReadFileRequest): Promise<Uint8Array>
  /** The file in pieces, and what is known of it before the first one. */
  open(path: string): Promise<{ info: FileInfo; content: AsyncIterable<Uint8Array> }>
  stat(path: string): Promise<FileInfo>
  /** Folders first, then by name; links are left out. `total` counts all that match. */
  list(request?: ListFilesRequest): Promise<{ items: FileInfo[]; total: number }>
  /** A folder goes with all that is in it where `recursive` says so, otherwise only when it is empty. False where nothing was. */
  remove(path: string, options?: { recursive?: boolean }): Promise<boolean>
}
