export interface FileWatch {
  close(): Promise<void>
}

/** Milliseconds that a file has to rest before it counts as written. */
const SETTLE_MS = 150

/** Tells of each change of one file, which need not exist yet, once its writer has ended. */
export async function watchFile(
  path: string,
  { onChange, onError }: { onChange: () => void; onError: (error: unknown) => void },
): Promise<FileWatch> {
  const { watch } = await import('chokidar')
  const watcher = watch(path, {
    ignoreInitial: true,
    awaitWriteFinish: { stabilityThreshold: SETTLE_MS, pollInterval: 50 },
  })
  watcher.on('all', onChange)
  watcher.on('error', onError)
  await new Promise<void>((resolve) => watcher.once('ready', () => resolve()))
  return { close: () => watcher.close() }
}
