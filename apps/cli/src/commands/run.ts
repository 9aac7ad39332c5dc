import { existsSync } from 'node:fs'
import { ApiError, type Execution, routes } from '@llamanexus/contract'
import type { JsonValue, WorkflowFile } from '@llamanexus/workflow'
import { asJson } from '../as_json.ts'
import { CliError, usageError } from '../cli_error.ts'
import { type Call, type Command, textOf } from '../command.ts'
import { eventLine } from '../event_line.ts'
import { assertDatabase } from '../existing_database.ts'
import { followEvents } from '../follow_events.ts'
import { homeOf, homeOption } from '../home_option.ts'
import { httpAllowOf } from '../http_allow.ts'
import { proxiesOf } from '../proxies_of.ts'
import { readTextFile } from '../read_text_file.ts'
import { onServer, readWorkflowFile, readWorkflowText } from '../read_workflow_file.ts'
import { type Session, withSession, withTemporarySession } from '../session.ts'
import { vaultKeyFileOf } from '../vault_key_file.ts'

export const runCommand: Command = {
  name: 'run',
  operands: '<file, - or workflow id>',
  count: { min: 1, max: 1 },
  summary: 'Run a workflow and print its final output; exit 1 when it fails',
  options: {
    input: {
      type: 'string',
      short: 'i',
      value: 'JSON',
      help: 'trigger data: JSON, @file, or - for the standard input (default: the sample of the trigger)',
    },
    trigger: { type: 'string', value: 'NODE', help: 'the trigger that fires (default: the first)' },
    json: { type: 'boolean', help: 'print the whole execution as JSON in place of its output' },
    quiet: { type: 'boolean', short: 'q', help: 'no line for each node on the standard error' },
    home: {
      ...homeOption,
      help: `${homeOption.help}; a file is run in a temporary one unless it is given`,
    },
  },
  run: async (call) => {
    const [target = ''] = call.operands
    if (target === '-' && textOf(call, 'input') === '-')
      throw usageError('The standard input is either the workflow or its trigger data, not both.')
    const input = await inputOf(call)
    const isFile = target === '-' || existsSync(target) || /\.(json|ya?ml)$/i.test(target)
    const options = {
      allow_private_hosts: httpAllowOf(call),
      outbound_proxies: proxiesOf(call),
      vault_key_file: vaultKeyFileOf(call),
    }
    if (!isFile) {
      const home = homeOf(call)
      assertDatabase(home)
      const run = (session: Session) => runById(call, session, target, input).catch(notThere(target, home))
      return withSession(home, run, options)
    }
    const workflow =
      target === '-' ? readWorkflowText(await call.io.stdin(), 'stdin') : readWorkflowFile(target)
    const isTemporary = textOf(call, 'home') === undefined
    const runFile = async (session: Session): Promise<number> => {
      const file = onServer(workflow, session.url)
      const id = await (isTemporary ? putAsItIs : bringIn)(session, file)
      return runById(call, session, id, input)
    }
    return isTemporary ? withTemporarySession(runFile, options) : withSession(homeOf(call), runFile, options)
  },
}

/** Whoever names a file wrongly names a workflow: neither is there. */
const notThere = (target: string, home: string) => (error: unknown) => {
  if (!(error instanceof ApiError) || error.problem.code !== 'workflow_not_found') throw error
  throw new CliError(`There is no file "${target}", and no workflow of this id in ${home}.`)
}

/** In a home of one's own the file is one more workflow, never a new version of one that is there. */
const bringIn = async ({ call }: Session, file: WorkflowFile): Promise<string> =>
  (await call(routes.importWorkflow, { body: asJson(file) })).id

/** In an empty home nothing is in its way, and what it calls by name or id is found. */
const putAsItIs = async (
  { call }: Session,
  { functions = [], ...workflow }: WorkflowFile,
): Promise<string> => {
  for (const body of functions) await call(routes.createFunction, { body })
  return (await call(routes.createWorkflow, { body: { ...workflow, is_active: false } })).id
}

const runById = async (
  call: Call,
  session: Session,
  id: string,
  input: JsonValue | undefined,
): Promise<number> => {
  const trigger = textOf(call, 'trigger')
  const started = await session.call(routes.executeWorkflow, {
    params: { id },
    query: trigger === undefined ? {} : { trigger },
    // Without data the server takes the sample of the trigger.
    body: input ?? null,
  })
  for await (const event of followEvents(session.url, started.id)) {
    const line = call.options.quiet ? undefined : eventLine(event)
    if (line !== undefined) call.io.err(line)
  }
  const execution = await session.call(routes.getExecution, { params: { eid: started.id }, query: {} })
  if (call.options.json) call.io.out(JSON.stringify(execution, null, 2))
  else if (execution.status === 'completed') call.io.out(outputText(execution.final_output))
  if (execution.status === 'completed') return 0
  throw new CliError(failureOf(execution))
}

const inputOf = async (call: Call): Promise<JsonValue | undefined> => {
  const given = textOf(call, 'input')
  if (given === undefined) return undefined
  const text =
    given === '-' ? await call.io.stdin() : given.startsWith('@') ? readTextFile(given.slice(1)) : given
  try {
    return JSON.parse(text) as JsonValue
  } catch (error) {
    throw usageError(`--input is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** Text is printed as it is, so that it can go on into a file or a pipe; all else as JSON. */
const outputText = (output: JsonValue): string =>
  typeof output === 'string' ? output : JSON.stringify(output, null, 2)

const failureOf = ({ id, status, error }: Execution): string => {
  if (!error) return `The run ${id} was ${status}.`
  const where = error.path ?? error.node_id
  const hint = error.hint ? ` ${error.hint}` : ''
  return `The run failed${where ? ` at ${where}` : ''}: ${error.message} (${error.code}).${hint}`
}
