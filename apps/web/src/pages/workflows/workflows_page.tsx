import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import InputAdornment from '@mui/material/InputAdornment'
import OutlinedInput from '@mui/material/OutlinedInput'
import Snackbar from '@mui/material/Snackbar'
import { FileSearch, FileUp, LayoutTemplate, Plus, Search, Workflow, X } from 'lucide-react'
import { lazy, Suspense, useDeferredValue, useEffect, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { useCreateWorkflow } from '../../api/mutations.ts'
import { useWorkflows } from '../../api/queries.ts'
import { queryKeys } from '../../api/query_keys.ts'
import { useExecutionChanges } from '../../api/use_execution_changes.ts'
import { AppFrame } from '../../ui/app_frame.tsx'
import { describeError } from '../../ui/describe_error.ts'
import { EmptyState } from '../../ui/empty_state.tsx'
import { IconAction } from '../../ui/icon_action.tsx'
import { ReadFailure } from '../../ui/read_failure.tsx'
import { WorkflowRow } from './workflow_row.tsx'
import styles from './workflows_page.module.css'

const ImportDialog = lazy(async () => ({
  default: (await import('../../dialogs/import_dialog.tsx')).ImportDialog,
}))

/** The first page: every workflow, how its runs went, and the ways to make a new one. */
const WorkflowsPage = () => {
  const [, navigate] = useLocation()
  const [text, setText] = useState('')
  const [tag, setTag] = useState<string>()
  const [isImporting, setImporting] = useState(false)
  const [problem, setProblem] = useState<unknown>()
  const search = useDeferredValue(text.trim())
  const query = useWorkflows({
    sort: 'updated_at',
    order: 'desc',
    ...(search === '' ? {} : { search }),
    ...(tag === undefined ? {} : { tag }),
  })
  const workflows = query.data?.pages.flatMap((page) => page.items) ?? []
  const create = useCreateWorkflow()
  useExecutionChanges({ workflowIds: workflows.map(({ id }) => id), queryKey: queryKeys.workflows })
  useEffect(() => {
    document.title = 'Workflows · LlamaNexus'
  }, [])

  const makeNew = async () => {
    try {
      // Its triggers rest until somebody switches it on: what is drawn half must not run by itself.
      const draft = { name: 'Untitled workflow', nodes: [], connections: [], is_active: false }
      const made = await create.mutateAsync(draft)
      navigate(`/workflows/${made.id}`)
    } catch (error) {
      setProblem(error)
    }
  }
  const isFiltered = search !== '' || tag !== undefined

  return (
    <AppFrame
      title="Workflows"
      actions={
        <>
          <Button
            variant="outlined"
            color="secondary"
            startIcon={<FileUp size={14} aria-hidden />}
            onClick={() => setImporting(true)}
          >
            Import
          </Button>
          <Button
            component={Link}
            href="/templates"
            variant="outlined"
            color="secondary"
            startIcon={<LayoutTemplate size={14} aria-hidden />}
          >
            From a template
          </Button>
          <Button
            variant="contained"
            startIcon={<Plus size={14} aria-hidden />}
            disabled={create.isPending}
            onClick={() => void makeNew()}
          >
            New workflow
          </Button>
        </>
      }
    >
      <div className={styles['filters']}>
        <OutlinedInput
          size="small"
          type="search"
          value={text}
          placeholder="Search by name, description or tag"
          inputProps={{ 'aria-label': 'Search workflows' }}
          className={styles['search']}
          onChange={({ target }) => setText(target.value)}
          startAdornment={
            <InputAdornment position="start">
              <Search size={16} aria-hidden />
            </InputAdornment>
          }
        />
        {tag === undefined ? null : (
          <span className={styles['tag']}>
            {tag}
            <IconAction label={`All tags, not only ${tag}`} icon={X} onClick={() => setTag(undefined)} />
          </span>
        )}
      </div>

      {query.isError ? (
        <ReadFailure what="The workflows" error={query.error} onRetry={() => void query.refetch()} />
      ) : query.isLoading ? (
        <LoadingRows />
      ) : workflows.length > 0 ? (
        <>
          <ul className={styles['list']} aria-label="Workflows" aria-busy={query.isFetching}>
            {workflows.map((workflow) => (
              <li key={workflow.id}>
                <WorkflowRow workflow={workflow} onTag={setTag} onProblem={setProblem} />
              </li>
            ))}
          </ul>
          {query.hasNextPage ? (
            <Button disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
              Show more
            </Button>
          ) : null}
        </>
      ) : isFiltered ? (
        <EmptyState
          icon={FileSearch}
          title="Nothing found"
          action={
            <Button
              variant="outlined"
              onClick={() => {
                setText('')
                setTag(undefined)
              }}
            >
              Show all
            </Button>
          }
        >
          No workflow has this in its name, description or tags.
        </EmptyState>
      ) : (
        <EmptyState
          icon={Workflow}
          title="No workflows yet"
          action={
            <>
              <Button variant="contained" onClick={() => void makeNew()}>
                New workflow
              </Button>
              <Button component={Link} href="/templates" variant="outlined">
                From a template
              </Button>
            </>
          }
        >
          Draw one on an empty canvas, or begin with a template that already runs.
        </EmptyState>
      )}

      <Suspense>{isImporting ? <ImportDialog onClose={() => setImporting(false)} /> : null}</Suspense>
      <Snackbar open={problem !== undefined} autoHideDuration={8000} onClose={() => setProblem(undefined)}>
        <Alert
          severity="error"
          variant="outlined"
          className={styles['alert']}
          onClose={() => setProblem(undefined)}
        >
          {describeError(problem)}
        </Alert>
      </Snackbar>
    </AppFrame>
  )
}

const LoadingRows = () => (
  <div role="status" aria-label="Reading the workflows" className={styles['list']}>
    {[0, 1, 2].map((row) => (
      <div key={row} className={styles['ghost']} />
    ))}
  </div>
)

export default WorkflowsPage
