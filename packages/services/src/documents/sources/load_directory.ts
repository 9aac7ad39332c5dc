import { type LoadedDocument, type LoadRequest, NodeError } from '@llamanexus/node-sdk'
import { atSource, loadFile } from './load_file.ts'
import type { Sources } from './sources.ts'

/** As many as there are threads that parse. */
const AT_ONCE = 2

/** The files of a folder of the workspace, in the order of their paths. One that fails does not lose the others. */
export async function loadDirectory(sources: Sources, request: LoadRequest): Promise<LoadedDocument[]> {
  const { max_documents: limit = 10_000, onProgress, onFailure, signal } = request
  const paths = await pathsIn(sources, request)
  const loaded: LoadedDocument[][] = []
  let count = 0
  let done = 0
  await inTurn(paths, AT_ONCE, async (path, at) => {
    if (signal?.aborted) throw new NodeError('aborted', 'The loading was cancelled', { retryable: false })
    try {
      const documents = await loadFile(sources, { ...request, source: path })
      count += documents.length
      if (count > limit) throw tooMany(limit)
      loaded[at] = documents
    } catch (error) {
      if (!isOfFile(error) || !onFailure) throw error
      const { code, message, hint } = error
      onFailure({ source: path, code, message, ...(hint !== undefined && { hint }) })
    }
    onProgress?.((done += 1) / paths.length, path)
  })
  return loaded.flat()
}

async function pathsIn({ files }: Sources, request: LoadRequest): Promise<string[]> {
  const { source, glob, recursive = true, signal } = request
  const folder = source.trim().replace(/^\.?\/?$/, '')
  try {
    const { items } = await files.list({ folder, glob, recursive, signal })
    const paths = items.filter(({ kind }) => kind === 'file').map(({ path }) => path)
    // Hidden files are settings and leftovers, unless they are asked for.
    return glob ? paths : paths.filter((path) => !/(?:^|\/)\./.test(path))
  } catch (error) {
    const isFile = error instanceof NodeError && /leads through a file/.test(error.message)
    throw isFile ? noFolder(source) : atSource(error)
  }
}

/** A cancelled run or a spent budget ends all; whatever else is wrong is wrong with the one file. */
const isOfFile = (error: unknown): error is NodeError =>
  error instanceof NodeError && error.code !== 'aborted' && error.code !== 'too_many_documents'

async function inTurn<T>(items: readonly T[], atOnce: number, work: (item: T, at: number) => Promise<void>) {
  let next = 0
  let failed = false
  const take = async () => {
    while (next < items.length && !failed) {
      const at = next++
      try {
        await work(items[at] as T, at)
      } catch (error) {
        failed = true
        throw error
      }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, take))
}

const noFolder = (source: string): NodeError =>
  new NodeError('path_invalid', `"${source.slice(0, 200)}" is a file`, {
    field: 'source',
    hint: 'Name a folder, or choose `file` as what the source is.',
    retryable: false,
  })

const tooMany = (limit: number): NodeError =>
  new NodeError('too_many_documents', `The folder makes more than ${limit} documents`, {
    field: 'source',
    hint: 'Choose fewer files with a pattern, or raise the limit.',
    retryable: false,
  })
