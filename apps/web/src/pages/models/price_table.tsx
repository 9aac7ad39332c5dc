import type { PriceRow, ShippedPrice } from '@llamanexus/contract'
import Button from '@mui/material/Button'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { usePrices } from '../../api/model_api.ts'
import { formatDollars } from '../../ui/format.ts'
import { PageSection } from '../../ui/page_section.tsx'
import styles from './models_page.module.css'
import { PriceDialog } from './price_dialog.tsx'

/** The rows that costs are counted by: one's own, and those that came with the software. */
export const PriceTable = () => {
  const { data } = usePrices()
  const [edited, setEdited] = useState<PriceRow | 'new' | null>(null)
  const own = data?.own ?? []
  const shipped = data?.shipped ?? []
  return (
    <PageSection
      title="Prices"
      intro="What runs cost is counted by these, in US dollars a million tokens. Your own rows go first; then what a provider tells; then the table that came with the software, which may be out of date."
      actions={
        <Button
          color="secondary"
          startIcon={<Plus size={14} aria-hidden />}
          disabled={!data}
          onClick={() => setEdited('new')}
        >
          Add a price
        </Button>
      }
    >
      {own.length > 0 ? (
        <Rows rows={own} onEdit={setEdited} />
      ) : (
        <p className={styles['muted']}>You have no rows of your own.</p>
      )}
      <details className={styles['shipped']}>
        <summary>{shipped.length} rows came with the software</summary>
        <Rows rows={shipped} />
      </details>
      {edited ? (
        <PriceDialog
          pattern={edited === 'new' ? '' : edited.pattern}
          price={edited === 'new' ? null : edited}
          onClose={() => setEdited(null)}
        />
      ) : null}
    </PageSection>
  )
}

interface RowsProps {
  rows: readonly (PriceRow | ShippedPrice)[]
  onEdit?(row: PriceRow): void
}

const Rows = ({ rows, onEdit }: RowsProps) => (
  <div className={styles['scroll']}>
    <table className={styles['table']}>
      <thead>
        <tr>
          <th scope="col">Model</th>
          <th scope="col" className={styles['number']}>
            In
          </th>
          <th scope="col" className={styles['number']}>
            In, cached
          </th>
          <th scope="col" className={styles['number']}>
            Out
          </th>
          <th scope="col" className={styles['number']}>
            {onEdit ? <span className="visually-hidden">Change</span> : 'As of'}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.pattern}>
            <td>
              <code>{row.pattern}</code>
            </td>
            <td className={styles['number']}>{formatDollars(row.input)}</td>
            <td className={styles['number']}>{formatDollars(row.cached_input ?? row.input)}</td>
            <td className={styles['number']}>{formatDollars(row.output)}</td>
            <td className={styles['number']}>
              {onEdit ? (
                <Button
                  size="small"
                  color="secondary"
                  aria-label={`Change ${row.pattern}`}
                  onClick={() => onEdit(row)}
                >
                  Change
                </Button>
              ) : (
                ('as_of' in row && row.as_of) || ''
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
)
