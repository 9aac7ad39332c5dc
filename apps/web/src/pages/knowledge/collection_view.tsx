import Button from '@mui/material/Button'
import { ChevronLeft, Trash2 } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { useCollection, useIndexing, useKnowledgeChanges } from '../../api/knowledge.ts'
import { DialogFrame } from '../../dialogs/dialog_frame.tsx'
import { ProblemNote } from '../../dialogs/problem_note.tsx'
import { AppFrame } from '../../ui/app_frame.tsx'
import { plural } from '../../ui/format.ts'
import { DocumentList } from './document_list.tsx'
import { DocumentUploadArea } from './document_upload.tsx'
import styles from './knowledge_page.module.css'
import { TryQuery } from './try_query.tsx'

/** One collection: its documents and their chunks, what is being indexed, and a query to try. */
export const CollectionView = ({ name }: { name: string }) => {
  const { data, error, refetch } = useCollection(name)
  const { data: jobs } = useIndexing(name)
  const [isDeleting, setDeleting] = useState(false)
  const running = jobs?.items.filter(({ status }) => status === 'running').length ?? 0
  // What was indexed is there from the end of its job on.
  useEffect(() => void refetch(), [running, refetch])
  return (
    <AppFrame
      title={name}
      actions={
        <Button color="secondary" startIcon={<Trash2 size={16} />} onClick={() => setDeleting(true)}>
          Delete
        </Button>
      }
    >
      <p className={styles['lead']}>
        <Link href="/knowledge" className={styles['back']}>
          <ChevronLeft size={14} aria-hidden /> All collections
        </Link>
        {data ? (
          <span>
            {data.description ? `${data.description} · ` : ''}
            {plural(data.documents, 'document')}, {plural(data.chunks, 'chunk')} · vectors of {data.model}
          </span>
        ) : null}
      </p>
      <ProblemNote error={error} />
      <div className={styles['columns']}>
        <section aria-labelledby="documents" className={styles['panel']}>
          <h2 id="documents">Documents</h2>
          <DocumentUploadArea name={name} jobs={jobs?.items ?? []} />
          <DocumentList name={name} version={`${running} ${data?.updated_at}`} />
        </section>
        <TryQuery name={name} isEmpty={data?.chunks === 0} />
      </div>
      {isDeleting ? <DeleteCollection name={name} onClose={() => setDeleting(false)} /> : null}
    </AppFrame>
  )
}

const DeleteCollection = ({ name, onClose }: { name: string; onClose(): void }) => {
  const { drop } = useKnowledgeChanges()
  const [, navigate] = useLocation()
  const submit = async () => {
    await drop.mutateAsync(name)
    navigate('/knowledge')
  }
  return (
    <DialogFrame
      title={`Delete “${name}”?`}
      maxWidth="xs"
      onClose={onClose}
      onSubmit={() => void submit().catch(() => undefined)}
      actions={
        <>
          <Button color="secondary" autoFocus onClick={onClose}>
            Keep it
          </Button>
          <Button type="submit" variant="contained" color="error" disabled={drop.isPending}>
            Delete
          </Button>
        </>
      }
    >
      <p style={{ margin: 0 }}>All of its documents go with it. This cannot be taken back.</p>
      <ProblemNote error={drop.error} />
    </DialogFrame>
  )
}
