export { createRerankService } from './rerank_service.ts'
