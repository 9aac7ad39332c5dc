/** What may stand in a header, for the errors of all nodes that send some. */
export const HEADER_HINT =
  'A name has letters, digits and hyphens; a value stands on one line and has no letters beyond Latin-1. Encode others, for example with encodeURIComponent.'
