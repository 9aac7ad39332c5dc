/** A file, and what its document is called: the path to it, where it comes out of a folder. */
export interface NamedFile {
  name: string
  file: File
}

/** The files that were dropped, with those of the folders among them; hidden ones stay out. Called while the event lasts. */
export async function droppedFiles({ items, files }: DataTransfer): Promise<NamedFile[]> {
  const entries = [...items].flatMap((item) => item.webkitGetAsEntry?.() ?? [])
  // What is gone with the event is taken first.
  const plain = namedFiles(files)
  if (!entries.some(({ isDirectory }) => isDirectory)) return plain
  const found: NamedFile[] = []
  for (const entry of entries) found.push(...(await filesIn(entry)))
  return found
}

export const namedFiles = (files: Iterable<File> | ArrayLike<File>): NamedFile[] =>
  Array.from(files, (file) => ({ name: file.name, file }))

async function filesIn(entry: FileSystemEntry): Promise<NamedFile[]> {
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject))
    return [{ name: entry.fullPath.replace(/^\//, ''), file }]
  }
  if (!isFolder(entry)) return []
  const found: NamedFile[] = []
  for (const inside of await entriesOf(entry))
    if (!inside.name.startsWith('.')) found.push(...(await filesIn(inside)))
  return found
}

/** A reader gives them in portions, and an empty one at the end. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader()
  const all: FileSystemEntry[] = []
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    )
    if (some.length === 0) return all.toSorted((a, b) => a.name.localeCompare(b.name))
    all.push(...some)
  }
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory
