import type { KnowledgeHit, KnowledgeSearch } from '@llamanexus/contract'
import Button from '@mui/material/Button'
import Slider from '@mui/material/Slider'
import TextField from '@mui/material/TextField'
import ToggleButton from '@mui/material/ToggleButton'
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup'
import { Search } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useTryQuery } from '../../api/knowledge.ts'
import { ProblemNote } from '../../dialogs/problem_note.tsx'
import { plural } from '../../ui/format.ts'
import { highlighted } from './highlighted.ts'
import styles from './knowledge_page.module.css'
import { metadataLine } from './metadata_line.ts'

type Mode = NonNullable<KnowledgeSearch['mode']>

interface TryQueryProps {
  name: string
  /** Of the collection's vectors. */
  model: string | undefined
  isEmpty: boolean
}

/** Asks the collection as a Retriever would, and shows why each hit is one. */
export const TryQuery = ({ name, model = 'lexical', isEmpty }: TryQueryProps) => {
  const search = useTryQuery(name)
  const [query, setQuery] = useState('')
  const [mode, setMode] = useState<Mode>('hybrid')
  const [k, setK] = useState('5')
  const [weight, setWeight] = useState<number>()
  const [filter, setFilter] = useState('')
  const parsed = filterOf(filter)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (query.trim() === '' || parsed === null) return
    search.mutate({
      query,
      mode,
      k: Math.min(100, Math.max(1, Math.round(Number(k)) || 5)),
      ...(mode === 'hybrid' && weight !== undefined && { vector_weight: weight }),
      ...(parsed && { filter: parsed }),
    })
  }
  return (
    <section aria-labelledby="try" className={styles['panel']}>
      <h2 id="try">Try a query</h2>
      <form className={styles['query']} onSubmit={submit}>
        <TextField
          label="Query"
          size="small"
          fullWidth
          value={query}
          onChange={({ target }) => setQuery(target.value)}
        />
        <Button
          type="submit"
          variant="contained"
          startIcon={<Search size={16} />}
          disabled={search.isPending}
        >
          Search
        </Button>
        <ToggleButtonGroup
          exclusive
          size="small"
          value={mode}
          aria-label="Search by"
          onChange={(_, next: Mode | null) => next && setMode(next)}
        >
          <ToggleButton value="hybrid">Both</ToggleButton>
          <ToggleButton value="vector">Vectors</ToggleButton>
          <ToggleButton value="keyword">Words</ToggleButton>
        </ToggleButtonGroup>
        <TextField
          label="Hits"
          size="small"
          type="number"
          value={k}
          onChange={({ target }) => setK(target.value)}
        />
        {mode === 'hybrid' ? (
          <label className={styles['weight']}>
            <span>Share of vectors: {weight === undefined ? 'as suits the model' : weight.toFixed(2)}</span>
            <Slider
              size="small"
              aria-label="Share of vectors"
              min={0}
              max={1}
              step={0.05}
              value={weight ?? (model === 'lexical' ? 0.3 : 0.5)}
              onChange={(_, next) => setWeight(Number(next))}
            />
          </label>
        ) : null}
        <TextField
          label="Filter"
          size="small"
          placeholder='{"year": {"gte": 2024}}'
          slotProps={{ inputLabel: { shrink: true } }}
          value={filter}
          error={parsed === null}
          helperText={parsed === null ? 'This is no JSON object.' : undefined}
          onChange={({ target }) => setFilter(target.value)}
        />
      </form>
      <ProblemNote error={search.error} />
      <div role="status">
        {search.data ? (
          <p className={styles['took']}>
            {plural(search.data.items.length, 'hit')} in {search.data.took_ms} ms
          </p>
        ) : isEmpty ? (
          <p className={styles['took']}>There is nothing to find yet: add a document first.</p>
        ) : null}
      </div>
      <ol className={styles['hits']} aria-label="Hits">
        {search.data?.items.map((hit) => (
          <Hit key={hit.id} hit={hit} />
        ))}
      </ol>
    </section>
  )
}

const Hit = ({ hit }: { hit: KnowledgeHit }) => (
  <li>
    <small>
      <strong>{hit.score.toFixed(3)}</strong>
      {hit.scores.vector === undefined ? '' : ` · vectors ${hit.scores.vector.toFixed(3)}`}
      {hit.scores.keyword === undefined ? '' : ` · words ${hit.scores.keyword.toFixed(3)}`} ·{' '}
      {metadataLine(hit.metadata)}
    </small>
    <p>
      {highlighted(hit.text, hit.matches ?? []).map(({ text, start, isMatch }) =>
        isMatch ? <mark key={start}>{text}</mark> : <span key={start}>{text}</span>,
      )}
    </p>
  </li>
)

/** `undefined` where nothing is typed, `null` where it is no object. */
function filterOf(text: string): KnowledgeSearch['filter'] | null {
  if (text.trim() === '') return undefined
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as KnowledgeSearch['filter'])
      : null
  } catch {
    return null
  }
}
