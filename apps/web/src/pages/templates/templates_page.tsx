import type { TemplateInfo } from '@llamanexus/contract'
import Button from '@mui/material/Button'
import { LayoutTemplate, SearchX } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import { useInstantiateTemplate } from '../../api/mutations.ts'
import { useTemplates } from '../../api/queries.ts'
import { AppFrame } from '../../ui/app_frame.tsx'
import { describeError } from '../../ui/describe_error.ts'
import { EmptyState } from '../../ui/empty_state.tsx'
import { ReadFailure } from '../../ui/read_failure.tsx'
import { GraphPreview } from './graph_preview.tsx'
import { TemplateDialog } from './template_dialog.tsx'
import { filtered, type TemplateFilter, TemplateFilters } from './template_filter.tsx'
import styles from './templates_page.module.css'

/** Ready-made workflows to begin with, each with a picture of its graph. */
const TemplatesPage = () => {
  const query = useTemplates()
  const templates = query.data?.items ?? []
  const [filter, setFilter] = useState<TemplateFilter>({ search: '' })
  const found = filtered(templates, filter)
  useEffect(() => {
    document.title = 'Templates · LlamaNexus'
  }, [])
  return (
    <AppFrame title="Templates">
      {query.isError ? (
        <ReadFailure what="The templates" error={query.error} onRetry={() => void query.refetch()} />
      ) : templates.length === 0 ? (
        <EmptyState
          icon={LayoutTemplate}
          title={query.isLoading ? 'Reading the templates…' : 'No templates'}
        />
      ) : (
        <>
          <TemplateFilters templates={templates} filter={filter} onChange={setFilter} />
          {found.length === 0 ? (
            <EmptyState
              icon={SearchX}
              title="No template fits"
              action={<Button onClick={() => setFilter({ search: '' })}>Show all</Button>}
            />
          ) : (
            <ul className={styles['gallery']}>
              {found.map((template) => (
                <li key={template.id}>
                  <TemplateCard template={template} />
                </li>
              ))}
            </ul>
          )}
        </>
      )}
    </AppFrame>
  )
}

const TemplateCard = ({ template }: { template: TemplateInfo }) => {
  const [, navigate] = useLocation()
  const instantiate = useInstantiateTemplate()
  const [isAsking, setAsking] = useState(false)
  const asks = Object.keys((template.parameters_schema['properties'] ?? {}) as object).length > 0
  const use = () => {
    if (asks) return setAsking(true)
    instantiate.mutate(
      { id: template.id, parameters: {} },
      { onSuccess: (workflow) => navigate(`/workflows/${workflow.id}`) },
    )
  }
  return (
    <article className={styles['card']}>
      <GraphPreview preview={template.preview} />
      <div className={styles['text']}>
        <p className={styles['category']}>{template.category}</p>
        <h2>{template.name}</h2>
        <p>{template.description}</p>
      </div>
      <div className={styles['foot']}>
        {instantiate.error ? (
          <p role="alert" className={styles['problem']}>
            {describeError(instantiate.error)}
          </p>
        ) : null}
        <Button
          variant="outlined"
          disabled={instantiate.isPending}
          onClick={use}
          aria-label={`Use this: ${template.name}`}
        >
          Use this
        </Button>
      </div>
      {isAsking ? <TemplateDialog template={template} onClose={() => setAsking(false)} /> : null}
    </article>
  )
}

export default TemplatesPage
