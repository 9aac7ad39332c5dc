import Button from '@mui/material/Button'
import { FileText, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useChunks, useDocuments, useKnowledgeChanges } from '../../api/knowledge.ts'
import { ProblemNote } from '../../dialogs/problem_note.tsx'
import { EmptyState } from '../../ui/empty_state.tsx'
import { formatAgo, plural } from '../../ui/format.ts'
import { IconAction } from '../../ui/icon_action.tsx'
import styles from './knowledge_page.module.css'

interface DocumentListProps {
  name: string
  /** Another one asks for another look. */
  version: string
}

/** The documents of a collection; each opens to its chunks. */
export const DocumentList = ({ name, version }: DocumentListProps) => {
  const { data, error, hasNextPage, fetchNextPage } = useDocuments(name, version)
  const { remove } = useKnowledgeChanges()
  const [open, setOpen] = useState<string>()
  const documents = data?.pages.flatMap(({ items }) => items) ?? []
  if (data && documents.length === 0)
    return (
      <EmptyState icon={FileText} title="No documents yet">
        Drop files above, or fill the collection from a workflow with a Vector Store node.
      </EmptyState>
    )
  return (
    <>
      <ProblemNote error={error ?? remove.error} />
      <ul className={styles['documents']}>
        {documents.map(({ id, title, chunks, characters, updated_at }) => (
          <li key={id}>
            <div className={styles['document']}>
              <button
                type="button"
                aria-expanded={open === id}
                onClick={() => setOpen(open === id ? undefined : id)}
              >
                <strong>{title || id}</strong>
                <small>
                  {plural(chunks, 'chunk')}, {plural(characters, 'character')} · {formatAgo(updated_at)}
                </small>
              </button>
              <IconAction
                label={`Delete ${id}`}
                icon={Trash2}
                size="small"
                disabled={remove.isPending}
                onClick={() => remove.mutate({ name, did: id })}
              />
            </div>
            {open === id ? <Chunks name={name} document={id} /> : null}
          </li>
        ))}
      </ul>
      {hasNextPage ? <Button onClick={() => void fetchNextPage()}>Show more</Button> : null}
    </>
  )
}

const Chunks = ({ name, document }: { name: string; document: string }) => {
  const { data, error, hasNextPage, fetchNextPage } = useChunks(name, document)
  return (
    <>
      <ProblemNote error={error} />
      <ol className={styles['chunks']} aria-label={`Chunks of ${document}`}>
        {data?.pages
          .flatMap(({ items }) => items)
          .map(({ id, index, start, end, text, metadata }) => (
            <li key={id}>
              <small>
                {index + 1} · characters {start} to {end} · {metadataLine(metadata)}
              </small>
              <p>{text}</p>
            </li>
          ))}
      </ol>
      {hasNextPage ? <Button onClick={() => void fetchNextPage()}>Show more chunks</Button> : null}
    </>
  )
}

/** `page: 3, year: 2026`. */
export const metadataLine = (metadata: object): string =>
  Object.entries(metadata)
    .map(([key, value]) => `${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ')
