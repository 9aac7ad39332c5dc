export { createFileService, type FileServiceOptions } from './file_service.ts'
