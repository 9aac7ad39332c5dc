import type { IndexingJob } from '@llamanexus/contract'
import Button from '@mui/material/Button'
import { Upload } from 'lucide-react'
import { useRef } from 'react'
import { plural } from '../../ui/format.ts'
import { namedFiles } from './dropped_files.ts'
import { IndexingList } from './indexing_list.tsx'
import styles from './knowledge_page.module.css'
import { usePageDrop } from './use_page_drop.ts'
import { useUploads } from './use_uploads.ts'

interface DocumentUploadProps {
  name: string
  jobs: readonly IndexingJob[]
}

/** Takes files that are dropped or chosen, and shows how far each is. */
export const DocumentUploadArea = ({ name, jobs }: DocumentUploadProps) => {
  const { add, clear, waiting, refused, dismiss } = useUploads(name)
  const isOver = usePageDrop(add)
  const input = useRef<HTMLInputElement>(null)
  /** Emptied afterwards, so that the same file can be chosen again. */
  const chosen = (field: HTMLInputElement) => {
    add(namedFiles(field.files ?? []))
    field.value = ''
  }
  return (
    <>
      <div className={styles['drop']} data-over={isOver || undefined}>
        <Upload size={20} aria-hidden />
        <span>Drop files or folders here: PDF, Word, Markdown, HTML, text, CSV, JSON, Excel</span>
        <Button size="small" variant="outlined" onClick={() => input.current?.click()}>
          Choose files
        </Button>
        <small>A file takes the place of the document of its name.</small>
        <input
          ref={input}
          type="file"
          multiple
          hidden
          aria-label="Files"
          onChange={({ target }) => chosen(target)}
        />
      </div>
      {waiting > 0 ? (
        <p className={styles['waiting']} role="status">
          {plural(waiting, 'file')} waiting
          <Button size="small" color="secondary" onClick={clear}>
            Leave them out
          </Button>
        </p>
      ) : null}
      <IndexingList name={name} jobs={jobs} refused={refused} onDismiss={dismiss} />
    </>
  )
}
