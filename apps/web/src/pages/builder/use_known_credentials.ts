import { useEffect } from 'react'
import { useCredentials } from '../../api/credential_queries.ts'
import type { FindingsStore } from '../../document/findings_store.ts'

/** Tells the editor's findings which credentials there are, each time that they change. */
export const useKnownCredentials = (findings: FindingsStore | undefined): void => {
  const { data } = useCredentials()
  useEffect(() => {
    // Of a list that is cut short, one that is not in it may exist all the same.
    if (!findings || !data || data.total > data.items.length) return
    findings.know({
      credentials: new Map(data.items.map(({ id, type }) => [id, type])),
      secrets: new Set(data.items.filter(({ type }) => type === 'secret').map(({ name }) => name)),
    })
  }, [findings, data])
}
