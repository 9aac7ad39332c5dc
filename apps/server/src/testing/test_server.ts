import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Execution, Problem } from '@llamanexus/contract'
import type { JsonValue, Workflow, WorkflowDraft } from '@llamanexus/workflow'
import { type RunningServer, type StartOptions, startServer } from '../start_server.ts'
import { assertContract } from './assert_contract.ts'

export interface TestServer {
  server: RunningServer
  home: string
  /** Posts, puts, … JSON and reads the answer. */
  send<T = unknown>(method: string, path: string, options?: SendOptions): Promise<Answer<T>>
  create(draft: WorkflowDraft): Promise<Workflow>
  execute(id: string, data: JsonValue, query?: string): Promise<Answer<Execution>>
  close(): Promise<void>
}

export interface SendOptions {
  body?: unknown
  /** Sent as it is. */
  text?: string
  headers?: Record<string, string>
}

export interface Answer<T> {
  status: number
  headers: Headers
  body: T
}

/** The real server on a free port, with a home of its own and without the examples. */
export async function openTestServer(options: StartOptions = {}): Promise<TestServer> {
  const home = options.home ?? (await mkdtemp(join(tmpdir(), 'llamanexus-server-')))
  const server = await startServer({
    port: 0,
    log_level: 'silent',
    examples: false,
    synchronous: 'normal',
    drain_ms: 200,
    ...options,
    home,
  })
  const send = <T>(method: string, path: string, given: SendOptions = {}) =>
    call<T>(server.url, method, path, given)
  return {
    server,
    home,
    send,
    async create(draft) {
      const answer = await send<Workflow>('POST', '/api/v1/workflows', { body: draft })
      if (answer.status !== 201) throw new Error(JSON.stringify(answer.body))
      return answer.body
    },
    execute: (id, data, query = 'wait=20') =>
      send<Execution>('POST', `/api/v1/workflows/${id}/execute?${query}`, { body: data }),
    async close() {
      await server.close()
      if (options.home === undefined) await rm(home, { recursive: true, force: true })
    },
  }
}

/** The problem of an answer that is one. */
export const problemIn = ({ headers, body }: Answer<unknown>): Problem => {
  if (!headers.get('content-type')?.startsWith('application/problem+json'))
    throw new Error(`Not a problem: ${JSON.stringify(body)}`)
  return body as Problem
}

async function call<T>(
  url: string,
  method: string,
  path: string,
  { body, text, headers }: SendOptions,
): Promise<Answer<T>> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    body: text ?? (body === undefined ? undefined : JSON.stringify(body)),
  })
  const answer = await response.text()
  const isJson = /json/.test(response.headers.get('content-type') ?? '')
  const read = (isJson && answer ? JSON.parse(answer) : answer) as T
  assertContract(method, path, response, read)
  return { status: response.status, headers: response.headers, body: read }
}
