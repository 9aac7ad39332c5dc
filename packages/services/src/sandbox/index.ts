export { createExpressionService, type ExpressionServiceOptions } from './expression_service.ts'
export { createSandboxService, type SandboxServiceOptions } from './sandbox_service.ts'
