export { createEmbeddingService } from './embedding_service.ts'
