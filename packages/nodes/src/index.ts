export { nodeRegistry } from './registry.gen.ts'
