import { StreamLanguage } from '@codemirror/language'

/** Words that are coloured and completed, the most common of the databases there are. */
export const SQL_WORDS =
  'SELECT FROM WHERE AND OR NOT IN IS NULL LIKE BETWEEN EXISTS CASE WHEN THEN ELSE END AS DISTINCT JOIN LEFT RIGHT INNER OUTER FULL CROSS ON USING GROUP BY HAVING ORDER ASC DESC LIMIT OFFSET UNION ALL EXCEPT INTERSECT WITH RECURSIVE INSERT INTO VALUES UPDATE SET DELETE RETURNING CONFLICT DO NOTHING CREATE TABLE INDEX VIEW UNIQUE PRIMARY KEY FOREIGN REFERENCES DEFAULT CHECK ALTER ADD COLUMN DROP IF TRUE FALSE COUNT SUM AVG MIN MAX COALESCE CAST OVER PARTITION'.split(
    ' ',
  )

const WORDS = new Set(SQL_WORDS)

/** Colours for SQL: words, texts, numbers, comments, and the places that values are bound to. */
export const sql = StreamLanguage.define<{ isInComment: boolean }>({
  name: 'sql',
  startState: () => ({ isInComment: false }),
  token(stream, state) {
    if (state.isInComment || stream.match('/*')) {
      state.isInComment = !stream.match(/^.*?\*\//)
      if (state.isInComment) stream.skipToEnd()
      return 'comment'
    }
    if (stream.eatSpace()) return null
    if (stream.match(/^--.*/)) return 'comment'
    if (stream.match(/^'(?:[^']|'')*'?/)) return 'string'
    if (stream.match(/^(?:"[^"]*"?|`[^`]*`?)/)) return 'variableName'
    if (stream.match(/^(?:::\w+|:=)/)) return null
    if (stream.match(/^(?::[A-Za-z_]\w*|\$\d+|\?)/)) return 'variableName.function'
    if (stream.match(/^\d+(?:\.\d+)?(?:e[+-]?\d+)?/i)) return 'number'
    if (stream.match(/^[\p{L}_][\p{L}\p{N}_]*/u))
      return WORDS.has(stream.current().toUpperCase()) ? 'keyword' : 'variableName'
    stream.next()
    return null
  },
  languageData: { commentTokens: { line: '--', block: { open: '/*', close: '*/' } } },
})
