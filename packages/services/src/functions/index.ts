export {
  createFunctionService,
  functionProblems,
  type FunctionDefinition,
  type FunctionServiceOptions,
  type FunctionSource,
  type WorkspaceFunctions,
} from './function_service.ts'
export { type PlacedFunctions, placeFunctions } from './place_functions.ts'
