export { type ChunkOptions, chunkText } from './rag/chunking/chunk_text.ts'
export { nodeRegistry } from './registry.gen.ts'
