export { createGraphService, type GraphServiceOptions } from './graph_service.ts'
