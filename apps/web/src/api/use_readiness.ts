import type { Readiness } from '@llamanexus/contract'
import { useQuery } from '@tanstack/react-query'

/** Whether the server takes work, and what an administrator has turned on there. */
export const useReadiness = () =>
  useQuery({
    queryKey: ['readiness'],
    queryFn: async ({ signal }): Promise<Readiness> => {
      const response = await fetch('/readyz', { signal, headers: { accept: 'application/json' } })
      if (!response.ok) throw new Error('The server is not ready. Try again in some seconds.')
      return response.json()
    },
  })
