import Button from '@mui/material/Button'
import { ChevronLeft, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'wouter'
import { useCollection, useIndexing } from '../../api/knowledge.ts'
import { ProblemNote } from '../../dialogs/problem_note.tsx'
import { AppFrame } from '../../ui/app_frame.tsx'
import { plural } from '../../ui/format.ts'
import { DeleteCollection } from './delete_collection.tsx'
import { DocumentList } from './document_list.tsx'
import { DocumentUploadArea } from './document_upload.tsx'
import styles from './knowledge_page.module.css'
import { placeText } from './place_form.ts'
import { StoreProblem } from './store_problem.tsx'
import { TryQuery } from './try_query.tsx'

/** One collection: its documents and their chunks, what is being indexed, and a query to try. */
export const CollectionView = ({ name }: { name: string }) => {
  const { data: jobs } = useIndexing(name)
  const [isDeleting, setDeleting] = useState(false)
  // What was indexed is there from the end of its job on.
  const lastEnd = (jobs?.items ?? []).reduce((last, { ended_at }) => maxOf(last, ended_at ?? ''), '')
  const { data, error, refetch } = useCollection(name, lastEnd)
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
            {plural(data.documents, 'document')}, {plural(data.chunks, 'chunk')} · model {data.model}
            {data.store.kind === 'embedded' ? '' : ` · ${placeText(data.store)}`}
          </span>
        ) : null}
      </p>
      <ProblemNote error={error} />
      {data?.problem ? <StoreProblem problem={data.problem} onRetry={() => void refetch()} /> : null}
      <div className={styles['columns']}>
        <section aria-labelledby="documents" className={styles['panel']}>
          <h2 id="documents">Documents</h2>
          <DocumentUploadArea name={name} jobs={jobs?.items ?? []} />
          <DocumentList name={name} version={`${lastEnd} ${data?.updated_at} ${data?.problem?.code}`} />
        </section>
        <TryQuery name={name} model={data?.model} isEmpty={data?.chunks === 0} />
      </div>
      {isDeleting ? (
        <DeleteCollection name={name} store={data?.store} onClose={() => setDeleting(false)} />
      ) : null}
    </AppFrame>
  )
}

const maxOf = (a: string, b: string): string => (a > b ? a : b)
