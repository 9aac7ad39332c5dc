import Button from '@mui/material/Button'
import { CircleAlert, LibraryBig, Plus } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Link, useLocation, useParams } from 'wouter'
import { useCollections } from '../../api/knowledge.ts'
import { AppFrame } from '../../ui/app_frame.tsx'
import { EmptyState } from '../../ui/empty_state.tsx'
import { formatAgo, plural } from '../../ui/format.ts'
import { ReadFailure } from '../../ui/read_failure.tsx'
import { CollectionView } from './collection_view.tsx'
import { CreateDialog } from './create_dialog.tsx'
import styles from './knowledge_page.module.css'
import { placeText } from './place_form.ts'

/** The collections that workflows search, and what is in one of them. */
const KnowledgePage = () => {
  const { name } = useParams()
  useEffect(() => {
    document.title = `${name ?? 'Knowledge'} · LlamaNexus`
  }, [name])
  return name === undefined ? <Collections /> : <CollectionView key={name} name={name} />
}

const Collections = () => {
  const { data, error, isError, isLoading, refetch } = useCollections()
  const [isCreating, setCreating] = useState(false)
  const [, navigate] = useLocation()
  const create = (
    <Button variant="contained" startIcon={<Plus size={16} />} onClick={() => setCreating(true)}>
      New collection
    </Button>
  )
  return (
    <AppFrame title="Knowledge" actions={data?.items.length ? create : null}>
      {isError ? (
        <ReadFailure what="The collections" error={error} onRetry={() => void refetch()} />
      ) : isLoading ? (
        <div role="status" aria-label="Reading the collections" />
      ) : data?.items.length === 0 ? (
        <EmptyState icon={LibraryBig} title="No collections yet" action={create}>
          A collection holds documents that workflows search: make one, drop files in, and let a Retriever
          node find what belongs to a question. It works without a key.
        </EmptyState>
      ) : (
        <ul className={styles['cards']}>
          {data?.items.map(({ name, description, model, store, documents, chunks, problem, updated_at }) => (
            <li key={name}>
              <Link href={`/knowledge/${encodeURIComponent(name)}`} className={styles['card']}>
                <strong>{name}</strong>
                <span>{description || 'No description'}</span>
                {problem ? (
                  <em>
                    <CircleAlert size={14} aria-hidden /> {problem.message}
                  </em>
                ) : null}
                <small>
                  {plural(documents, 'document')}, {plural(chunks, 'chunk')} · {model} ·{' '}
                  {store.kind === 'embedded' ? '' : `${placeText(store)} · `}
                  {formatAgo(updated_at)}
                </small>
              </Link>
            </li>
          ))}
        </ul>
      )}
      {isCreating ? (
        <CreateDialog
          onClose={() => setCreating(false)}
          onCreated={(made) => navigate(`/knowledge/${encodeURIComponent(made)}`)}
        />
      ) : null}
    </AppFrame>
  )
}

export default KnowledgePage
