import { type BroughtFunctions, routes } from '@llamanexus/contract'
import type { WorkspaceFunctions } from '@llamanexus/services/functions'
import type { Store } from '@llamanexus/store'
import type { Catalogue, JsonValue, Workflow, WorkflowFunction } from '@llamanexus/workflow'
import { renameFunctions } from '@llamanexus/workflow'
import { Compile, type Validator } from 'typebox/schema'
import { ApiProblem, type ProblemItem } from '../problems/api_problem.ts'
import type { PostedFile } from '../read_document.ts'

export interface Brought extends BroughtFunctions {
  /** Calling the functions by the names that they have here. */
  workflow: Workflow
  /** Takes back what was made, for a workflow that could not be kept after all. */
  undo(): Promise<void>
}

/** Where functions are brought to. */
export interface FunctionsHere {
  catalogue: Catalogue
  functions: Store['functions']
  rules: Pick<WorkspaceFunctions, 'place' | 'problems'>
}

/**
 * Makes the functions that come with a workflow where they are not there, and runs none of them. Throws `document_invalid`
 * with all that is wrong with them, and then nothing was made.
 */
export async function bringFunctions(
  { workflow, functions }: PostedFile,
  { catalogue, functions: kept, rules }: FunctionsHere,
): Promise<Brought> {
  const { make, renamed } = await rules.place(readFunctions(functions, rules))
  const imported: string[] = []
  const undo = async () => {
    for (const name of imported) await kept.delete(name, { expected: 1 })
  }
  try {
    for (const definition of make) imported.push((await kept.create(definition)).name)
  } catch (error) {
    await undo()
    throw error
  }
  return {
    workflow: renameFunctions(workflow, catalogue, renamed),
    imported,
    renamed: [...renamed].map(([name, here]) => ({ name, here })),
    undo,
  }
}

const MAX_FUNCTIONS = 200

let compiled: Validator | undefined
const validator = (): Validator => (compiled ??= Compile(routes.createFunction.body) as Validator)

function readFunctions(functions: JsonValue | undefined, rules: FunctionsHere['rules']): WorkflowFunction[] {
  if (functions === undefined) return []
  if (!Array.isArray(functions)) throw invalid([wrong('', 'is a list of functions')])
  if (functions.length > MAX_FUNCTIONS) throw invalid([wrong('', `holds at most ${MAX_FUNCTIONS}`)])
  const faults = functions.flatMap((each, index) => faultsOf(each, index, functions, rules))
  if (faults.length > 0) throw invalid(faults)
  // The schema of a function has just been checked.
  return functions as object[] as WorkflowFunction[]
}

function faultsOf(
  value: JsonValue,
  index: number,
  all: readonly JsonValue[],
  rules: FunctionsHere['rules'],
): ProblemItem[] {
  const check = validator()
  if (!check.Check(value))
    return check
      .Errors(value)[1]
      .map(({ instancePath, message }) => wrong(`/${index}${instancePath}`, message))
  const definition = value as object as WorkflowFunction
  const first = all.findIndex((each) => (each as { name?: JsonValue } | null)?.name === definition.name)
  return [
    ...(first < index ? [wrong(`/${index}/name`, `is the name of function ${first} already`)] : []),
    ...rules.problems(definition).map(({ pointer, message }) => wrong(`/${index}${pointer}`, message)),
  ]
}

const wrong = (pointer: string, message: string): ProblemItem => ({
  pointer: `/functions${pointer}`,
  code: 'function_invalid',
  message: `"/functions${pointer}" ${message}`,
})

const invalid = (errors: readonly ProblemItem[]): ApiProblem =>
  new ApiProblem('document_invalid', { detail: errors[0]?.message, errors })
