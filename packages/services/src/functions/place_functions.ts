import { isDeepStrictEqual } from 'node:util'
import type { WorkflowFunction } from '@llamanexus/workflow'
import type { FunctionSource } from './function_service.ts'

export interface PlacedFunctions {
  /** Those that are not there yet, under the names that they are to have. */
  make: WorkflowFunction[]
  /** The name that a function came with, and the one it is found under. */
  renamed: Map<string, string>
}

/**
 * Where functions that come with a workflow go among those of the workspace: one that is there just so is used; one whose
 * name another has takes the next free one, `name_2`. Nothing that is there is changed, and bringing the same functions
 * twice makes none the second time.
 */
export async function placeFunctions(
  given: readonly WorkflowFunction[],
  kept: Pick<FunctionSource, 'get'>,
): Promise<PlacedFunctions> {
  const make = new Map<string, WorkflowFunction>()
  const renamed = new Map<string, string>()
  for (const definition of given) {
    const { name, is_new } = await place(definition, async (wanted) => make.get(wanted) ?? kept.get(wanted))
    if (is_new) make.set(name, { ...definition, name })
    if (name !== definition.name) renamed.set(definition.name, name)
  }
  return { make: [...make.values()], renamed }
}

async function place(
  definition: WorkflowFunction,
  find: (name: string) => Promise<WorkflowFunction | undefined>,
): Promise<{ name: string; is_new: boolean }> {
  for (let count = 1; ; count += 1) {
    const name = numbered(definition.name, count)
    const found = await find(name)
    if (!found) return { name, is_new: true }
    if (isDeepStrictEqual(meaningOf(found), meaningOf(definition))) return { name, is_new: false }
  }
}

/** As long as a function's name may be. */
const MAX_NAME = 64

function numbered(name: string, count: number): string {
  if (count === 1) return name
  const ending = `_${count}`
  return `${name.slice(0, MAX_NAME - ending.length)}${ending}`
}

/** What two functions have to share to be the same one. */
const meaningOf = (definition: WorkflowFunction) => {
  const { description, language, code, parameters, returns, timeout_ms, memory_mb } = definition
  // As JSON, in which a field that is undefined is one that is not there.
  return JSON.parse(
    JSON.stringify({ description, language, code, parameters, returns, timeout_ms, memory_mb }),
  ) as unknown
}
