/** A `LIKE` pattern (with `ESCAPE '\'`) that finds the text anywhere, its own `%` and `_` taken literally. */
export const likeAnywhere = (text: string): string => `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`

/** The same for a column that holds JSON: quotes and line breaks stand there escaped. */
export const likeInJson = (text: string): string => likeAnywhere(JSON.stringify(text).slice(1, -1))
