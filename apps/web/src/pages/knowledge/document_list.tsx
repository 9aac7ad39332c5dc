import Button from '@mui/material/Button'
import TextField from '@mui/material/TextField'
import { FileText, Trash2 } from 'lucide-react'
import { useDeferredValue, useState } from 'react'
import { useChunks, useDocuments, useKnowledgeChanges } from '../../api/knowledge.ts'
import { ConfirmDialog } from '../../dialogs/confirm_dialog.tsx'
import { ProblemNote } from '../../dialogs/problem_note.tsx'
import { EmptyState } from '../../ui/empty_state.tsx'
import { formatAgo, plural } from '../../ui/format.ts'
import { IconAction } from '../../ui/icon_action.tsx'
import styles from './knowledge_page.module.css'
import { metadataLine } from './metadata_line.ts'

interface DocumentListProps {
  name: string
  /** Another one asks for another look. */
  version: string
}

/** Documents from which on they are looked for by name. */
const MANY = 20

/** The documents of a collection; each opens to its chunks. */
export const DocumentList = ({ name, version }: DocumentListProps) => {
  const [search, setSearch] = useState('')
  const wanted = useDeferredValue(search.trim())
  const { data, error, hasNextPage, fetchNextPage } = useDocuments(name, version, wanted)
  const { remove } = useKnowledgeChanges()
  const [open, setOpen] = useState<string>()
  const [isDeleting, setDeleting] = useState<string>()
  const documents = data?.pages.flatMap(({ items }) => items) ?? []
  const total = data?.pages[0]?.total ?? 0
  if (data && documents.length === 0 && search === '')
    return (
      <EmptyState icon={FileText} title="No documents yet">
        Drop files above, or fill the collection from a workflow with a Vector Store node.
      </EmptyState>
    )
  return (
    <>
      <ProblemNote error={error} />
      {total > MANY || search !== '' ? (
        <TextField
          label="Find a document"
          type="search"
          size="small"
          fullWidth
          sx={{ mt: 2 }}
          value={search}
          onChange={({ target }) => setSearch(target.value)}
        />
      ) : null}
      {search !== '' && data ? (
        <p className={styles['took']} role="status">
          {plural(total, 'document')} found
        </p>
      ) : null}
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
                  {title && title !== id ? `${id} · ` : ''}
                  {plural(chunks, 'chunk')}, {plural(characters, 'character')} · {formatAgo(updated_at)}
                </small>
              </button>
              <IconAction label={`Delete ${id}`} icon={Trash2} size="small" onClick={() => setDeleting(id)} />
            </div>
            {open === id ? <Chunks name={name} document={id} /> : null}
          </li>
        ))}
      </ul>
      {hasNextPage ? <Button onClick={() => void fetchNextPage()}>Show more of {total}</Button> : null}
      {isDeleting === undefined ? null : (
        <ConfirmDialog
          title={`Delete “${isDeleting}”?`}
          task={remove}
          onConfirm={async () => {
            await remove.mutateAsync({ name, did: isDeleting })
            setDeleting(undefined)
          }}
          onClose={() => setDeleting(undefined)}
        >
          Workflows that search the collection do not find it any more. This cannot be taken back.
        </ConfirmDialog>
      )}
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
