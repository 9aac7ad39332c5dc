/** What a dragged palette entry carries: the node type's name. */
export const PALETTE_MIME = 'application/x-llamanexus-node-type'
