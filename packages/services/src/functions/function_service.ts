import {
  type CallContext,
  type FunctionService,
  NodeError,
  type SandboxService,
  type ToolDescription,
} from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue, WorkflowFunction } from '@llamanexus/workflow'
import { type PlacedFunctions, placeFunctions } from './place_functions.ts'
import { invalidSchema, type Misfit, misfitsOf, unreadable } from './schema_check.ts'

export interface FunctionSource {
  get(name: string): Promise<WorkflowFunction | undefined>
  list(query: { limit: number; offset: number }): Promise<{ items: WorkflowFunction[] }>
}

export interface FunctionServiceOptions {
  functions: FunctionSource
  sandbox: SandboxService
}

/** More functions than anyone writes, and than a model can be told about. */
const MAX_LISTED = 1000

export interface WorkspaceFunctions extends FunctionService {
  /** Calls a function that need not be saved. */
  run(definition: WorkflowFunction, args: JsonObject, context?: CallContext): Promise<JsonValue>
  /** What stands in the way of keeping it, with JSON pointers. */
  problems(definition: WorkflowFunction): { pointer: string; message: string }[]
  /** Where functions that come with a workflow go among those that are there. */
  place(given: readonly WorkflowFunction[]): Promise<PlacedFunctions>
}

/** Calls the functions of the workspace in the sandbox, their arguments checked before and their result after. */
export function createFunctionService(options: FunctionServiceOptions): WorkspaceFunctions {
  const { functions, sandbox } = options

  async function run(
    definition: WorkflowFunction,
    args: JsonObject,
    { signal, onText }: CallContext = {},
  ): Promise<JsonValue> {
    const given = withDefaults(definition, args)
    const wrong = misfitsOf(definition.parameters, given)
    if (wrong.length > 0) throw argsInvalid(definition, wrong)
    const { language, code, timeout_ms, memory_mb, returns } = definition
    const { result } = await sandbox.run({
      language,
      code,
      globals: { ...absentAsNull(definition), ...given, args: given },
      timeout_ms,
      memory_mb,
      signal,
      onStdout: onText,
    })
    const unfit = returns ? misfitsOf(returns, result) : []
    if (unfit.length > 0) throw resultInvalid(definition, unfit)
    return result
  }

  return {
    run,
    problems: functionProblems,
    place: (given) => placeFunctions(given, functions),
    async call(name, args, context) {
      const definition = await functions.get(name)
      if (!definition) throw missing(name, await listed(functions))
      return run(definition, args, context)
    },
    list: async () => (await listed(functions)).map(describe),
  }
}

/** What stands in the way of keeping a function, with JSON pointers. */
export function functionProblems({
  parameters,
  returns,
}: WorkflowFunction): { pointer: string; message: string }[] {
  const parametersProblem = invalidSchema(parameters)
  const returnsProblem = returns && unreadable(returns)
  return [
    ...(parametersProblem === undefined ? [] : [{ pointer: '/parameters', message: parametersProblem }]),
    ...(returnsProblem === undefined ? [] : [{ pointer: '/returns', message: returnsProblem }]),
  ]
}

const listed = async (functions: FunctionSource): Promise<WorkflowFunction[]> =>
  (await functions.list({ limit: MAX_LISTED, offset: 0 })).items

const describe = ({ name, description, parameters }: WorkflowFunction): ToolDescription => ({
  name,
  description,
  parameters,
})

type Properties = Record<string, { default?: JsonValue } | undefined>

const propertiesOf = ({ parameters }: WorkflowFunction): Properties =>
  (parameters['properties'] ?? {}) as Properties

/** An argument that is left out has the default that its schema names. */
function withDefaults(definition: WorkflowFunction, args: JsonObject): JsonObject {
  const filled = { ...args }
  for (const [name, schema] of Object.entries(propertiesOf(definition)))
    if (!Object.hasOwn(filled, name) && schema?.default !== undefined) filled[name] = schema.default
  return filled
}

/** Every parameter is a variable of the code, so that reading one that was left out is no error. */
const absentAsNull = (definition: WorkflowFunction): JsonObject =>
  Object.fromEntries(Object.keys(propertiesOf(definition)).map((name) => [name, null]))

function missing(name: string, known: readonly WorkflowFunction[]): NodeError {
  const names = known.map((each) => each.name)
  return new NodeError('function_missing', `There is no function "${name}" in this workspace`, {
    field: 'name',
    hint:
      names.length > 0
        ? `There are ${names.slice(0, 10).join(', ')}${names.length > 10 ? ', …' : ''}.`
        : 'Make one on the Functions page.',
    retryable: false,
  })
}

const argsInvalid = ({ name }: WorkflowFunction, wrong: readonly Misfit[]): NodeError =>
  new NodeError('args_invalid', `The arguments do not fit the function "${name}": ${told(wrong, 'args')}`, {
    field: 'args',
    hint: 'The Functions page shows what the function takes.',
    retryable: false,
    details: wrong.map(({ path, message }) => ({ argument: path, message })),
  })

const resultInvalid = ({ name }: WorkflowFunction, wrong: readonly Misfit[]): NodeError =>
  new NodeError(
    'result_invalid',
    `What the function "${name}" returned does not fit its schema: ${told(wrong, 'the result')}`,
    {
      hint: 'Change the code, or the schema of the result, on the Functions page.',
      retryable: false,
      details: wrong.map(({ path, message }) => ({ path, message })),
    },
  )

const told = (wrong: readonly Misfit[], whole: string): string =>
  wrong.map(({ path, message }) => `${path === '' ? whole : `"${path}"`} ${message}`).join('; ')
