export { createOpenApiService } from './openapi_service.ts'
