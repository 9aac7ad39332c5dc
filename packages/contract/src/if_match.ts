import { Type } from 'typebox'

/** The header with which a save says what it was made from. */
export const IfMatch = Type.Object({
  'if-match': Type.Optional(
    Type.String({ description: 'The version that was read, `"7"`; another one is refused with 412' }),
  ),
})
