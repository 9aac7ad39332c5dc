import type { WorkspaceFunction } from '@llamanexus/contract'
import type { Store } from '@llamanexus/store'
import {
  type Catalogue,
  functionNamesOf,
  type LeftOut,
  leaveOutSecrets,
  type Workflow,
  type WorkflowFile,
  type WorkflowFunction,
} from '@llamanexus/workflow'

export interface FileSource {
  catalogue: Catalogue
  functions: Pick<Store['functions'], 'get'>
}

/** A workflow as it may leave the server: without what was typed in as a secret, with the functions that it calls. */
export async function workflowFile(
  workflow: Workflow,
  source: FileSource,
): Promise<{ file: WorkflowFile; left_out: LeftOut[] }> {
  const { workflow: told, left_out } = leaveOutSecrets(workflow, source.catalogue)
  const functions = await functionsOf(workflow, source)
  return { file: functions.length > 0 ? { ...told, functions } : told, left_out }
}

/** The functions that a workflow calls, as they are now; one that is not there is a finding of the workflow. */
export async function functionsOf(
  workflow: Workflow,
  { catalogue, functions }: FileSource,
): Promise<WorkflowFunction[]> {
  const found = await Promise.all(functionNamesOf(workflow, catalogue).map((name) => functions.get(name)))
  return found.flatMap((each) => (each ? [travelling(each)] : []))
}

/** Without what belongs to the server that it is on. */
function travelling(kept: WorkspaceFunction): WorkflowFunction {
  const { version: _, created_at: __, updated_at: ___, ...definition } = kept
  return definition
}
