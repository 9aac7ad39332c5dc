import { useCallback } from 'react'
import { useRunStore } from '../runs/run_context.tsx'
import { useVersionView } from './version_view.tsx'

/** Opens a run as it was: its states on the version that it ran, read-only where that is not the current one. */
export const useOpenRun = (): ((executionId: string) => Promise<void>) => {
  const store = useRunStore()
  const { look } = useVersionView()
  return useCallback(
    async (executionId) => {
      await store.follow(executionId)
      const { header } = store.getState()
      if (header?.id === executionId) look(header.workflow_version)
    },
    [store, look],
  )
}
