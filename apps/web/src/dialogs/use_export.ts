import { useApi } from '../api/api_context.tsx'
import { keepExport } from './keep_file.ts'

/** Saves a workflow's document as a file on this machine. */
export const useExport = () => {
  const { call } = useApi()
  return (workflow: { id: string; name: string }, format: 'json' | 'yaml'): Promise<void> =>
    keepExport(call, workflow, format)
}
