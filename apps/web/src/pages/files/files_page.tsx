import type { FileEntry } from '@llamanexus/contract'
import Button from '@mui/material/Button'
import TextField from '@mui/material/TextField'
import { FolderOpen, SearchX, Upload } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useFiles, useUploadFiles } from '../../api/files.ts'
import { AppFrame } from '../../ui/app_frame.tsx'
import { EmptyState } from '../../ui/empty_state.tsx'
import { plural } from '../../ui/format.ts'
import { ReadFailure } from '../../ui/read_failure.tsx'
import { DeleteDialog } from './delete_dialog.tsx'
import { DropZone } from './drop_zone.tsx'
import { FileTable } from './file_table.tsx'
import styles from './files_page.module.css'
import { FolderPath } from './folder_path.tsx'
import { UploadStatus } from './upload_status.tsx'

/** The workspace: what workflows read and write, and what people put there for them. */
const FilesPage = () => {
  const [folder, setFolder] = useState('')
  const [search, setSearch] = useState('')
  const [doomed, setDoomed] = useState<FileEntry | undefined>()
  const picker = useRef<HTMLInputElement>(null)
  const query = useFiles(folder, search)
  const upload = useUploadFiles()
  useEffect(() => {
    document.title = 'Files · LlamaNexus'
  }, [])
  const files = query.data?.pages.flatMap(({ items }) => items) ?? []
  const total = query.data?.pages[0]?.total ?? 0
  const send = (chosen: readonly File[]) => {
    if (chosen.length > 0) upload.mutate({ folder, files: chosen, replace: false })
  }
  const open = (next: string) => {
    setSearch('')
    setFolder(next)
  }
  const pick = (
    <Button
      variant="contained"
      startIcon={<Upload size={16} aria-hidden />}
      onClick={() => picker.current?.click()}
    >
      Upload files
    </Button>
  )
  return (
    <AppFrame title="Files" actions={pick}>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        aria-label="Files to upload"
        onChange={({ target }) => {
          send([...(target.files ?? [])])
          target.value = ''
        }}
      />
      <div className={styles['bar']}>
        <TextField
          size="small"
          type="search"
          placeholder="Search files"
          value={search}
          onChange={({ target }) => setSearch(target.value)}
          slotProps={{ htmlInput: { 'aria-label': 'Search files' } }}
        />
        <FolderPath folder={folder} onOpen={open} />
      </div>
      <UploadStatus upload={upload} />
      <DropZone folder={folder} onDrop={send}>
        {query.isError ? (
          <ReadFailure what="The files" error={query.error} onRetry={() => void query.refetch()} />
        ) : files.length > 0 ? (
          <FileTable files={files} folder={folder} onOpen={open} onDelete={setDoomed} />
        ) : query.isLoading ? (
          <EmptyState icon={FolderOpen} title="Reading the files…" />
        ) : search === '' ? (
          <EmptyState icon={FolderOpen} title="No files here yet">
            Drop files here, or upload them. Workflows read them by their path, and write theirs beside them.
          </EmptyState>
        ) : (
          <EmptyState
            icon={SearchX}
            title="No file fits"
            action={<Button onClick={() => setSearch('')}>Show all</Button>}
          />
        )}
      </DropZone>
      {query.hasNextPage ? (
        <div className={styles['more']}>
          <span>
            {files.length} of {plural(total, 'entry', 'entries')}
          </span>
          <Button disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            Show more
          </Button>
        </div>
      ) : null}
      {doomed ? <DeleteDialog file={doomed} onClose={() => setDoomed(undefined)} /> : null}
    </AppFrame>
  )
}

export default FilesPage
