import type { IndexingJob } from '@llamanexus/contract'
import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import LinearProgress from '@mui/material/LinearProgress'
import { Upload, X } from 'lucide-react'
import { type DragEvent, useRef, useState } from 'react'
import { useKnowledgeChanges } from '../../api/knowledge.ts'
import { describeError } from '../../ui/describe_error.ts'
import { IconAction } from '../../ui/icon_action.tsx'
import styles from './knowledge_page.module.css'

/** A file that was not taken, and why. */
interface Refused {
  file: string
  error: unknown
}

interface DocumentUploadProps {
  name: string
  jobs: readonly IndexingJob[]
}

/** Takes files that are dropped or chosen, and shows how far each is. */
export const DocumentUploadArea = ({ name, jobs }: DocumentUploadProps) => {
  const { add, cancel } = useKnowledgeChanges()
  const [isOver, setOver] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const [refused, setRefused] = useState<readonly Refused[]>([])
  const take = async (files: FileList | null) => {
    setRefused([])
    for (const file of files ?? []) {
      try {
        await add.mutateAsync({ name, upload: { name: file.name, content_base64: await base64Of(file) } })
      } catch (error) {
        // The others are taken all the same.
        setRefused((before) => [...before, { file: file.name, error }])
      }
    }
  }
  /** Emptied afterwards, so that the same file can be chosen again. */
  const chosen = async (field: HTMLInputElement) => {
    await take(field.files)
    field.value = ''
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    void take(event.dataTransfer.files)
  }
  const shown = latestOf(jobs).filter(({ status }) => status === 'running' || status === 'failed')
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the button inside does the same by keyboard */}
      <div
        className={styles['drop']}
        data-over={isOver || undefined}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <Upload size={20} aria-hidden />
        <span>Drop files here: PDF, Word, Markdown, HTML, text, CSV, JSON, Excel</span>
        <Button size="small" variant="outlined" onClick={() => input.current?.click()}>
          Choose files
        </Button>
        <input
          ref={input}
          type="file"
          multiple
          hidden
          aria-label="Files"
          onChange={({ target }) => void chosen(target)}
        />
      </div>
      {refused.map(({ file, error }) => (
        <Alert key={file} severity="error" variant="outlined">
          {file}: {describeError(error)}
        </Alert>
      ))}
      {shown.length > 0 ? (
        <ul className={styles['jobs']} aria-label="Being indexed">
          {shown.map((job) => (
            <li key={job.id} data-status={job.status}>
              <span>{job.document}</span>
              {job.status === 'failed' ? (
                <em>{[job.error?.message, job.error?.hint].filter(Boolean).join('. ')}</em>
              ) : (
                <>
                  <LinearProgress
                    aria-label={`Indexing ${job.document}`}
                    variant={job.total > 0 ? 'determinate' : 'indeterminate'}
                    value={job.total > 0 ? (100 * job.done) / job.total : 0}
                  />
                  <IconAction
                    label={`Cancel ${job.document}`}
                    icon={X}
                    size="small"
                    onClick={() => cancel.mutate({ name, jid: job.id })}
                  />
                </>
              )}
            </li>
          ))}
        </ul>
      ) : null}
    </>
  )
}

/** The last job of each document: a second try that worked takes the first one's error away. */
function latestOf(jobs: readonly IndexingJob[]): IndexingJob[] {
  const seen = new Set<string>()
  return jobs.filter(({ document }) => !seen.has(document) && seen.add(document))
}

async function base64Of(file: File): Promise<string> {
  const address = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader()
    reader.addEventListener('load', () => resolve(String(reader.result)))
    reader.addEventListener('error', () => reject(reader.error ?? new Error(`${file.name} cannot be read`)))
    reader.readAsDataURL(file)
  })
  return address.slice(address.indexOf(',') + 1)
}
