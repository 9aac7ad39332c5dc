import Button from '@mui/material/Button'
import { ListVideo } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import { Link, useSearchParams } from 'wouter'
import { useAllExecutions, useWorkflows } from '../../api/queries.ts'
import { queryKeys } from '../../api/query_keys.ts'
import { useExecutionChanges } from '../../api/use_execution_changes.ts'
import { AppFrame } from '../../ui/app_frame.tsx'
import { EmptyState } from '../../ui/empty_state.tsx'
import { ReadFailure } from '../../ui/read_failure.tsx'
import styles from './executions_page.module.css'
import { filterOf, queryOf } from './run_filter.ts'
import { RunFilters } from './run_filters.tsx'
import { RunTable } from './run_table.tsx'

/** The runs of all workflows, newest first, as they come. */
const ExecutionsPage = () => {
  const [params, setParams] = useSearchParams()
  const filter = useMemo(() => filterOf(params), [params])
  // Counted from when the filter was chosen: a window that moved on would be another list at every look.
  const [chosenAt, setChosenAt] = useState(() => Date.now())
  const query = useMemo(() => queryOf(filter, chosenAt), [filter, chosenAt])
  const runs = useAllExecutions(query)
  const { data } = useWorkflows({ sort: 'updated_at', order: 'desc', limit: 200 })
  const workflows = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data])
  const listed = workflows.map(({ id }) => id)
  useExecutionChanges({
    workflowIds: filter.workflow === undefined ? listed : [filter.workflow],
    queryKey: queryKeys.allExecutions,
  })
  useEffect(() => {
    document.title = 'Runs · LlamaNexus'
  }, [])
  const found = runs.data?.pages.flatMap((page) => page.items) ?? []
  const isFiltered = Object.keys(filter).length > 0
  return (
    <AppFrame title="Runs">
      <RunFilters
        filter={filter}
        onChange={(next) => {
          setChosenAt(Date.now())
          setParams({ ...next }, { replace: true })
        }}
      />
      {runs.isError ? (
        <ReadFailure what="The runs" error={runs.error} onRetry={() => void runs.refetch()} />
      ) : runs.isLoading ? (
        <div className={styles['scroll']} role="status" aria-label="Reading the runs">
          {ghosts.map((key) => (
            <div key={key} className={styles['ghost']} />
          ))}
        </div>
      ) : found.length === 0 ? (
        <EmptyState
          icon={ListVideo}
          title="No runs"
          action={
            isFiltered ? (
              <Button variant="outlined" onClick={() => setParams({}, { replace: true })}>
                Show all
              </Button>
            ) : (
              <Button variant="outlined" component={Link} href="/workflows">
                Your workflows
              </Button>
            )
          }
        >
          {isFiltered ? 'No run is like this.' : 'Runs of your workflows show here as they start.'}
        </EmptyState>
      ) : (
        <RunTable runs={found} workflows={workflows} />
      )}
      {runs.hasNextPage ? (
        <p className={styles['more']}>
          <Button disabled={runs.isFetchingNextPage} onClick={() => void runs.fetchNextPage()}>
            Show more
          </Button>
        </p>
      ) : null}
    </AppFrame>
  )
}

const ghosts = [0, 1, 2, 3, 4, 5]

export default ExecutionsPage
