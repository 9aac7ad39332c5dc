import { routes } from '@llamanexus/contract'
import { useApi } from '../api/api_context.tsx'

/** Saves a workflow's document as a file on this machine. */
export const useExport = () => {
  const { call } = useApi()
  return async ({ id, name }: { id: string; name: string }, format: 'json' | 'yaml'): Promise<void> => {
    const answer: unknown = await call(routes.exportWorkflow, { params: { id }, query: { format } })
    const text = typeof answer === 'string' ? answer : JSON.stringify(answer, null, 2)
    const address = URL.createObjectURL(new Blob([text], { type: `application/${format}` }))
    const link = document.createElement('a')
    link.href = address
    link.download = `${fileName(name)}.${format}`
    link.click()
    setTimeout(() => URL.revokeObjectURL(address), 10_000)
  }
}

const fileName = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '') || 'workflow'
