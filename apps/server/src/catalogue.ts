import { nodeRegistry } from '@llamanexus/nodes'
import type { Catalogue } from '@llamanexus/workflow'

/** What is known of every node type, for what needs no server: checking and listing. */
export const catalogue: Catalogue = new Map([...nodeRegistry].map(([type, node]) => [type, node.info]))
