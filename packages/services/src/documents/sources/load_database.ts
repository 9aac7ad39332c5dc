import { type LoadedDocument, type LoadRequest, NodeError } from '@llamanexus/node-sdk'
import { DocumentFailure } from '../document_failure.ts'
import { documentId } from '../document_id.ts'
import { rowParts } from '../row_parts.ts'
import type { Sources } from './sources.ts'

/** The rows of a query as documents. The database is told to change nothing. */
export async function loadDatabase({ sql }: Sources, request: LoadRequest): Promise<LoadedDocument[]> {
  const { query, params, source, signal, timeout_ms = 120_000, max_bytes, max_documents = 10_000 } = request
  if (!query?.trim()) throw missingQuery()
  const max_rows = max_documents * (request.rows_per_document ?? 1)
  const results = await sql
    .query({ connection: source, query, params, read_only: true, max_rows, max_bytes, timeout_ms, signal })
    .catch((error: unknown) => Promise.reject(atSource(error)))
  const { rows, truncated } = results.at(-1) ?? { rows: [], truncated: false }
  if (truncated) throw tooMany(max_rows)
  const name = databaseName(source)
  return parts(rows, request).map(({ key, text, metadata }) => ({
    id: documentId(`${name} ${query}`, key),
    text,
    metadata: { ...metadata, source: name },
  }))
}

/** The fields of the SQL node that this one calls otherwise, or has not: it never writes. */
function atSource(error: unknown): unknown {
  if (!(error instanceof NodeError)) return error
  const { code, message, field, retryable, retry_after_ms, details, cause } = error
  const isWrite = field === 'read_only'
  const isMissing = code === 'connection_invalid' && message.startsWith('There is no database')
  const hint = isWrite
    ? 'Write a SELECT: loading documents never changes a database.'
    : isMissing
      ? 'Check the path.'
      : error.hint
  return new NodeError(code, message.replace(/^"connection" /, '"source" '), {
    field: isWrite ? 'query' : field === 'connection' ? 'source' : field,
    hint,
    retryable,
    retry_after_ms,
    details,
    cause,
  })
}

function parts(rows: LoadRows, request: LoadRequest) {
  try {
    return rowParts(
      rows.map((fields, at) => ({ number: at + 1, fields })),
      request,
    )
  } catch (error) {
    if (!(error instanceof DocumentFailure)) throw error
    const { code, message, hint, field } = error.failure
    throw new NodeError(code, message, { field, hint, retryable: false })
  }
}

type LoadRows = Awaited<ReturnType<Sources['sql']['query']>>[number]['rows']

/** Which database it is, without who asks it. */
function databaseName(connection: string): string {
  const url = URL.parse(connection)
  return url?.host ? `${url.protocol}//${url.host}${url.pathname}` : connection
}

const missingQuery = (): NodeError =>
  new NodeError('input_invalid', '"query" is missing', {
    field: 'query',
    hint: 'Write the SELECT whose rows are to be documents.',
    retryable: false,
  })

const tooMany = (rows: number): NodeError =>
  new NodeError('document_too_large', `The query has more rows than the ${rows} that are allowed`, {
    field: 'query',
    hint: 'Add a LIMIT, put more rows into one document, or raise the limit.',
    retryable: false,
  })
