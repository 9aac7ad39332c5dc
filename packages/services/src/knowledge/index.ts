export { createKnowledgeService, type KnowledgeServiceOptions } from './knowledge_service.ts'
