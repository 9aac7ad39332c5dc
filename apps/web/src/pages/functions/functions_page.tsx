import type { FunctionDraft, WorkspaceFunction } from '@llamanexus/contract'
import { wordsOf } from '@llamanexus/workflow'
import Button from '@mui/material/Button'
import { Plus, SquareFunction } from 'lucide-react'
import { useEffect } from 'react'
import { Link, useLocation, useParams } from 'wouter'
import { useCreateFunction, useFunctions } from '../../api/function_queries.ts'
import { AppFrame } from '../../ui/app_frame.tsx'
import { describeError } from '../../ui/describe_error.ts'
import { EmptyState } from '../../ui/empty_state.tsx'
import { ReadFailure } from '../../ui/read_failure.tsx'
import { useFunctionDrafts } from './function_drafts.ts'
import { FunctionEditor } from './function_editor.tsx'
import styles from './functions_page.module.css'

/** The functions of the workspace: the list, and the one that the address names to edit and try. */
const FunctionsPage = () => {
  const { name } = useParams<{ name?: string }>()
  const [, navigate] = useLocation()
  const { data, error, isLoading, refetch } = useFunctions()
  const create = useCreateFunction()
  const functions = data?.items ?? []
  const chosen = functions.find((each) => each.name === name)
  useEffect(() => {
    document.title = `${name ?? 'Functions'} · LlamaNexus`
  }, [name])
  const add = async () => {
    const made = await create.mutateAsync(newFunction(functions))
    navigate(`/functions/${made.name}`)
  }
  const button = (
    <Button
      variant="contained"
      startIcon={<Plus size={16} />}
      disabled={create.isPending}
      onClick={() => void add().catch(() => undefined)}
    >
      New function
    </Button>
  )
  return (
    <AppFrame title="Functions" actions={functions.length > 0 ? button : null}>
      {create.error && (
        <p role="alert" className={styles['error']}>
          {describeError(create.error)}
        </p>
      )}
      {error ? (
        <ReadFailure what="The functions" error={error} onRetry={() => void refetch()} />
      ) : functions.length === 0 && !isLoading ? (
        <EmptyState icon={SquareFunction} title="No functions yet" action={button}>
          A function is code that workflows and agents call by name, in JavaScript or Python, with a schema of
          what it takes.
        </EmptyState>
      ) : (
        <div className={styles['columns']}>
          <nav aria-label="Functions" className={styles['list']}>
            {functions.map((each) => (
              <Entry key={each.name} definition={each} isChosen={each === chosen} />
            ))}
          </nav>
          {chosen ? (
            <FunctionEditor key={chosen.name} saved={chosen} />
          ) : (
            !isLoading && (
              <p className={styles['quiet']}>
                {name ? `There is no ${name}.` : 'Choose one to edit and try it.'}
              </p>
            )
          )}
        </div>
      )}
    </AppFrame>
  )
}

export default FunctionsPage

const Entry = ({ definition, isChosen }: { definition: WorkspaceFunction; isChosen: boolean }) => {
  const { name, language, description } = definition
  const isKept = useFunctionDrafts((state) => state.kept[name] !== undefined)
  return (
    <Link href={`/functions/${name}`} title={name} aria-current={isChosen ? 'page' : undefined}>
      <code>{name}</code>
      <small>{isKept ? 'Not saved' : wordsOf(language)}</small>
      {description !== '' && <span>{description}</span>}
    </Link>
  )
}

function newFunction(functions: readonly WorkspaceFunction[]): FunctionDraft {
  const taken = new Set(functions.map(({ name }) => name))
  let name = 'my_function'
  for (let n = 2; taken.has(name); n++) name = `my_function_${n}`
  return {
    name,
    description: '',
    language: 'javascript',
    code: "return text.toLowerCase().replaceAll(' ', '-')\n",
    parameters: {
      type: 'object',
      properties: { text: { type: 'string', description: 'What it works on.' } },
      required: ['text'],
    },
  }
}
