export {
  createFunctionService,
  type FunctionServiceOptions,
  type FunctionSource,
  functionProblems,
  type WorkspaceFunctions,
} from './function_service.ts'
export { type PlacedFunctions, placeFunctions } from './place_functions.ts'
