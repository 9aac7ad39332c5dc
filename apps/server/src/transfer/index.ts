export { type Brought, bringFunctions } from './bring_functions.ts'
export { functionsOf, workflowFile } from './workflow_file.ts'
