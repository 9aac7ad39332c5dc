import type { KnowledgeStore } from '@llamanexus/node-sdk'
import { NodeError } from '@llamanexus/node-sdk'
import type { PoolClient } from 'pg'
import { createKept } from '../../../lifetime/kept.ts'
import { unlessAborted } from '../../../lifetime/unless_aborted.ts'
import { openPostgresPool, type PostgresPool } from '../../../sql/postgres_pool.ts'
import type { RemoteParts } from '../open_stores.ts'
import { pgFailure } from './pg_failure.ts'

export type PgvectorPlace = Extract<KnowledgeStore, { kind: 'pgvector' }>

/** One statement with its values; what is not a value stands in the text. */
export interface Run {
  (sql: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>
}

export interface Use {
  signal?: AbortSignal
  /** Of one statement. */
  timeout_ms: number
  /** `read` sees one state of the database from its first statement to its last. */
  mode: 'read' | 'write'
}

const KEEP_MS = 60_000

/** The databases that collections are in, one pool each; a use is one transaction. */
export function openConnections({ guard, credentials }: Pick<RemoteParts, 'guard' | 'credentials'>) {
  const kept = createKept<PostgresPool>({ keep_ms: KEEP_MS, close: (pool) => pool.close() })

  async function addressOf({ url, credential }: PgvectorPlace, signal?: AbortSignal): Promise<string> {
    if (!credential) return url ?? ''
    // The credential names the host itself.
    const use = { id: credential, field: 'store.credential', host: '', types: ['database'] as const, signal }
    const address = (await credentials.open(use)).values['url'] ?? ''
    if (/^postgres(?:ql)?:/.test(address)) return address
    throw new NodeError('store_invalid', 'The credential is of another kind of database', {
      field: 'store.credential',
      hint: 'Choose one with an address such as postgres://user:password@host/database.',
      retryable: false,
    })
  }

  return {
    async use<T>(place: PgvectorPlace, use: Use, work: (run: Run) => Promise<T>): Promise<T> {
      const address = await addressOf(place, use.signal)
      const open = async () => openPostgresPool(new URL(address), guard)
      try {
        return await kept.use(address, open, (pool) => transaction(pool, use, work))
      } catch (error) {
        throw use.signal?.aborted ? aborted() : pgFailure(error)
      }
    },
    close: kept.close,
  }
}

async function transaction<T>(
  { pool, cancel }: PostgresPool,
  { signal, timeout_ms, mode }: Use,
  work: (run: Run) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted()
  const client = await connected(pool.connect(), signal)
  // A connection that breaks while nothing is asked of it says so here, and the next statement fails.
  client.on('error', ignore)
  const run: Run = async (sql, values = []) => {
    const late = AbortSignal.timeout(timeout_ms)
    const stop = signal ? AbortSignal.any([signal, late]) : late
    const answer = client.query(sql, [...values])
    return (await unlessAborted(answer, stop)).rows
  }
  let whole = false
  try {
    await run(mode === 'read' ? 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY' : 'BEGIN')
    const value = await work(run)
    await run('COMMIT')
    whole = true
    return value
  } catch (error) {
    if (isAbort(error)) cancel((client as unknown as { processID: number }).processID).catch(ignore)
    else
      whole = await client.query('ROLLBACK').then(
        () => true,
        () => false,
      )
    throw error
  } finally {
    client.removeListener('error', ignore)
    client.release(!whole)
  }
}

async function connected(opening: Promise<PoolClient>, signal?: AbortSignal): Promise<PoolClient> {
  if (!signal) return opening
  return unlessAborted(opening, signal).catch((error) => {
    // One that comes after all has nobody who waits for it.
    opening.then((late) => late.release(true)).catch(ignore)
    throw error
  })
}

const isAbort = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError')

const ignore = (): void => undefined

const aborted = (): NodeError =>
  new NodeError('aborted', 'The work on the collection was cancelled', { retryable: false })
