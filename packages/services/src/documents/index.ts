export { createDocumentService, type DocumentServiceOptions } from './document_service.ts'
export type { ParseLimits } from './parse_job.ts'
