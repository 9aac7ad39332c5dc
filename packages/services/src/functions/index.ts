export {
  createFunctionService,
  type FunctionDefinition,
  type FunctionServiceOptions,
  type FunctionSource,
  type WorkspaceFunctions,
} from './function_service.ts'
