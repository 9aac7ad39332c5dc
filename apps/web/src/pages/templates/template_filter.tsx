import type { TemplateInfo } from '@llamanexus/contract'
import Chip from '@mui/material/Chip'
import TextField from '@mui/material/TextField'
import styles from './templates_page.module.css'

export interface TemplateFilter {
  search: string
  /** All of them where there is none. */
  category?: string
}

/** The templates that a filter lets through: every word stands somewhere in what is shown of them, or in their node types. */
export const filtered = (templates: readonly TemplateInfo[], { search, category }: TemplateFilter) => {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  return templates.filter((template) => {
    const types = template.preview.nodes.map(({ type }) => type.replaceAll('_', ' ')).join(' ')
    const text = `${template.name} ${template.description} ${template.category} ${types}`.toLowerCase()
    return (
      (category === undefined || template.category === category) && words.every((word) => text.includes(word))
    )
  })
}

interface Props {
  templates: readonly TemplateInfo[]
  filter: TemplateFilter
  onChange(filter: TemplateFilter): void
}

/** A search box, and the categories that there are. */
export const TemplateFilters = ({ templates, filter, onChange }: Props) => {
  const categories = [...new Set(templates.map(({ category }) => category))].toSorted()
  const choices = [undefined, ...categories]
  return (
    <div className={styles['filters']}>
      <TextField
        type="search"
        size="small"
        placeholder="Search templates"
        value={filter.search}
        onChange={({ target }) => onChange({ ...filter, search: target.value })}
        slotProps={{ htmlInput: { 'aria-label': 'Search templates' } }}
      />
      <div role="group" aria-label="Category" className={styles['categories']}>
        {choices.map((category) => (
          <Chip
            key={category ?? ''}
            label={category ?? 'All'}
            component="button"
            clickable
            color={filter.category === category ? 'primary' : 'default'}
            variant={filter.category === category ? 'filled' : 'outlined'}
            aria-pressed={filter.category === category}
            onClick={() => onChange({ ...filter, category })}
          />
        ))}
      </div>
    </div>
  )
}
