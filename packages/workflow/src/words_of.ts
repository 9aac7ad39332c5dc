/**
 * A name from a schema as people write it: `max_retries` as `Max retries`, `next_url` as `Next URL`, `javascript` as
 * `JavaScript`. Names in capitals, as of HTTP methods, stay.
 */
export const wordsOf = (name: string): string =>
  name
    .split('_')
    .map(
      (word, index) =>
        SPELLINGS.get(word) ?? (index === 0 ? word.charAt(0).toUpperCase() + word.slice(1) : word),
    )
    .join(' ')

/** Words that are not written as others are. */
const SPELLINGS: ReadonlyMap<string, string> = new Map([
  ...'API CSV DOCX HMAC HTML HTTP ID JSON LLM MCP PDF SQL TEI TTL URI URL XLSX XML YAML'
    .split(' ')
    .map((word) => [word.toLowerCase(), word] as const),
  ['github', 'GitHub'],
  ['graphql', 'GraphQL'],
  ['javascript', 'JavaScript'],
  ['ms', 'ms'],
  ['oauth2', 'OAuth 2'],
  ['openai', 'OpenAI'],
  ['openapi', 'OpenAPI'],
  ['pgvector', 'pgvector'],
  ['typescript', 'TypeScript'],
  ['urls', 'URLs'],
  ['utf8', 'UTF-8'],
  ['websocket', 'WebSocket'],
])
