/** Whether a GraphQL text has a mutation in it. Strings, comments and names within selections do not count. */
export function hasMutation(query: string): boolean {
  const plain = query.replaceAll(/"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*"|#[^\n\r]*/g, ' ')
  let depth = 0
  for (const [token] of plain.matchAll(/[{}()]|\bmutation\b/g)) {
    if (token === '{' || token === '(') depth += 1
    else if (token === '}' || token === ')') depth -= 1
    else if (depth === 0) return true
  }
  return false
}
