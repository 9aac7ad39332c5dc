import { NodeError } from '@llamanexus/node-sdk'

/** The version that the tests were run with. */
const GRAPH_PACKAGE = '@ladybugdb/core@0.19.1'

/** Not saved, so that a clone stays as it was cloned and can be updated. */
export const INSTALL_GRAPH = `npm install --no-save ${GRAPH_PACKAGE}`

export const notInstalled = (cause?: unknown): NodeError =>
  new NodeError('graph_not_installed', 'The embedded graph is not installed', {
    field: 'query',
    hint: `In the folder of LlamaNexus run: ${INSTALL_GRAPH}. It holds at once, without a restart. Or name a Neo4j server.`,
    retryable: false,
    cause,
  })

export const timedOut = (timeoutMs: number): NodeError =>
  new NodeError('timeout', `The query took longer than ${timeoutMs} ms and was stopped`, {
    field: 'query',
    hint: 'Narrow it, add a LIMIT, or raise the time limit.',
  })

export const aborted = (): NodeError =>
  new NodeError('aborted', 'The query was cancelled', { retryable: false })

export const invalidCypher = (message: string): NodeError =>
  new NodeError('cypher_invalid', message.slice(0, 500), {
    field: 'query',
    hint: 'Look at what the message points to.',
    retryable: false,
  })

export const readOnly = (): NodeError =>
  new NodeError('read_only', 'The query would change the graph', {
    field: 'query',
    hint: 'Turn off "Read only" if it may.',
    retryable: false,
  })
