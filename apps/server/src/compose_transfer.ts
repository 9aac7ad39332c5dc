import { functionProblems, placeFunctions } from '@llamanexus/services/functions'
import type { Store } from '@llamanexus/store'
import { catalogue } from './catalogue.ts'
import type { PostedFile } from './read_document.ts'
import { type Brought, bringFunctions } from './transfer/bring_functions.ts'
import { workflowFile } from './transfer/workflow_file.ts'

type Functions = Store['functions']

/** What the command line needs to take workflows in and out of a store that no server has open. */
export const transfer = {
  bring: (file: PostedFile, functions: Functions): Promise<Brought> =>
    bringFunctions(file, {
      catalogue,
      functions,
      rules: { problems: functionProblems, place: (given) => placeFunctions(given, functions) },
    }),
  file: (workflow: Parameters<typeof workflowFile>[0], functions: Pick<Functions, 'get'>) =>
    workflowFile(workflow, { catalogue, functions }),
}
