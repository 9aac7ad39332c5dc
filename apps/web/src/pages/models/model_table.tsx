import type { ModelSummary, TokenPrice } from '@llamanexus/contract'
import Button from '@mui/material/Button'
import TextField from '@mui/material/TextField'
import { Bot } from 'lucide-react'
import { useState } from 'react'
import { useModels } from '../../api/queries.ts'
import { EmptyState } from '../../ui/empty_state.tsx'
import { formatDollars, formatDuration } from '../../ui/format.ts'
import { contextText } from '../../ui/model_picker.tsx'
import { PageSection } from '../../ui/page_section.tsx'
import { ReadFailure } from '../../ui/read_failure.tsx'
import styles from './models_page.module.css'
import { PriceDialog } from './price_dialog.tsx'

/** Past this a person searches. */
const SHOWN = 100

/** All models that can be named right now, with what is known of each. */
export const ModelTable = () => {
  const query = useModels()
  const [search, setSearch] = useState('')
  const [priced, setPriced] = useState<ModelSummary | null>(null)
  const words = search.toLowerCase().split(/\s+/)
  const found = (query.data?.items ?? []).filter(({ id }) =>
    words.every((word) => id.toLowerCase().includes(word)),
  )
  return (
    <PageSection
      title="What can be named"
      actions={
        <div className={styles['search']}>
          <TextField
            label="Search models"
            fullWidth
            value={search}
            onChange={({ target }) => setSearch(target.value)}
          />
        </div>
      }
    >
      {query.isError ? (
        <ReadFailure what="The models" error={query.error} onRetry={() => void query.refetch()} />
      ) : found.length === 0 ? (
        <EmptyState icon={Bot} title={query.isLoading ? 'Looking for models…' : 'No model has this name'} />
      ) : (
        <div className={styles['scroll']}>
          <table className={styles['table']}>
            <thead>
              <tr>
                <th scope="col">Model</th>
                <th scope="col" className={styles['number']}>
                  Context
                </th>
                <th scope="col" className={styles['number']}>
                  Took, lately
                </th>
                <th scope="col" className={styles['number']}>
                  Price in / out, a million tokens
                </th>
              </tr>
            </thead>
            <tbody>
              {found.slice(0, SHOWN).map((model) => (
                <tr key={model.id}>
                  <td>
                    <code>{model.id}</code>
                    {model.description ? <div className={styles['muted']}>{model.description}</div> : null}
                  </td>
                  <td className={styles['number']}>
                    {model.context_length === undefined ? '' : contextText(model.context_length)}
                  </td>
                  <td className={styles['number']}>
                    {model.latency_ms === null ? '' : formatDuration(model.latency_ms)}
                  </td>
                  <td className={styles['number']}>
                    <Button
                      size="small"
                      color="secondary"
                      aria-label={`Price of ${model.id}: ${priceText(model.price)}`}
                      onClick={() => setPriced(model)}
                    >
                      {priceText(model.price)}
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {found.length > SHOWN ? (
        <p className={styles['muted']}>{(found.length - SHOWN).toLocaleString()} more: search for them.</p>
      ) : null}
      {priced ? (
        <PriceDialog pattern={priced.id} price={priced.price} onClose={() => setPriced(null)} />
      ) : null}
    </PageSection>
  )
}

const priceText = (price: TokenPrice | null): string =>
  price === null ? 'not known' : `${formatDollars(price.input)} / ${formatDollars(price.output)}`
