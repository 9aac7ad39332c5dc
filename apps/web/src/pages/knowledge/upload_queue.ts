import type { NamedFile } from './dropped_files.ts'

/** A file that was not taken, and why. */
export interface Refused {
  name: string
  error: unknown
}

export interface UploadState {
  /** Files that are not sent yet. */
  waiting: number
  refused: readonly Refused[]
}

export const EMPTY_UPLOADS: UploadState = { waiting: 0, refused: [] }

interface UploadQueueParts {
  /** Settles when the file is done with. */
  send(file: NamedFile): Promise<void>
  onChange(state: UploadState): void
}

/** Files that are on their way at once: the server is not to hold hundreds that wait. */
const AT_ONCE = 2

/** Sends files in their order. One that is refused does not lose the others. */
export function createUploadQueue({ send, onChange }: UploadQueueParts) {
  let queue: NamedFile[] = []
  let refused: readonly Refused[] = []
  let busy = 0
  const tell = () => onChange({ waiting: queue.length, refused })

  async function work(): Promise<void> {
    for (let next = queue.shift(); next; next = queue.shift()) {
      tell()
      const { name } = next
      await send(next).catch((error: unknown) => {
        refused = [...refused, { name, error }]
        tell()
      })
    }
    busy -= 1
  }

  return {
    /** Those of a name are tried anew, and the ones that failed before forgotten. */
    add(files: readonly NamedFile[]): void {
      const names = new Set(files.map(({ name }) => name))
      queue = [...queue.filter(({ name }) => !names.has(name)), ...files]
      refused = refused.filter(({ name }) => !names.has(name))
      for (; busy < AT_ONCE && queue.length > 0; busy += 1) void work()
      tell()
    },
    /** Leaves out what is not sent yet. */
    clear(): void {
      queue = []
      tell()
    },
    dismiss(name: string): void {
      refused = refused.filter((each) => each.name !== name)
      tell()
    },
  }
}
