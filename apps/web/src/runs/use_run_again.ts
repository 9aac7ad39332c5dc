import { useRetryExecution } from '../api/mutations.ts'
import { useEditor } from '../document/editor_context.tsx'
import { describeError } from '../ui/describe_error.ts'
import { useOpenRun } from '../versions/use_open_run.ts'
import { useRunStore } from './run_context.tsx'

/**
 * Runs an ended run again, with the same trigger data on the version that it ran, and shows the new run. Gives whether
 * there is one; if not, the person has been told why.
 */
export const useRunAgain = (): ((executionId: string) => Promise<boolean>) => {
  const { session } = useEditor()
  const store = useRunStore()
  const { mutateAsync: retry } = useRetryExecution()
  const openRun = useOpenRun()
  return async (executionId) => {
    store.setState({ is_starting: true })
    try {
      const { id } = await retry(executionId)
      await openRun(id)
      return true
    } catch (error) {
      session.notify(`Could not be run again. ${describeError(error)}`)
      return false
    } finally {
      store.setState({ is_starting: false })
    }
  }
}
