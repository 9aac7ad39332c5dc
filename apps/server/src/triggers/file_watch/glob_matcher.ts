import picomatch from 'picomatch'
import { TriggerProblem } from '../trigger_problem.ts'

/** Whether a path fits one of the patterns, which are parted by commas outside of braces. */
export function globMatcher(glob: string): (path: string) => boolean {
  const patterns = parts(glob)
  try {
    const fits = picomatch(patterns.length === 0 ? ['**/*'] : patterns)
    return (path) => fits(path) && !unfinished.test(path)
  } catch (error) {
    throw new TriggerProblem({
      code: 'glob_invalid',
      message: `The pattern "${glob}" cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      hint: 'All PDF files are `**/*.pdf`.',
      field: 'glob',
    })
  }
}

/** What nodes of ours are still writing; it gets its name when it is whole. */
const unfinished = /\.[0-9a-f-]{36}\.part$/

function parts(glob: string): string[] {
  const found: string[] = []
  let depth = 0
  let current = ''
  for (const sign of glob) {
    if (sign === '{' || sign === '(') depth += 1
    if (sign === '}' || sign === ')') depth -= 1
    if (sign === ',' && depth <= 0) {
      found.push(current)
      current = ''
    } else current += sign
  }
  return [...found, current].map((part) => part.trim()).filter((part) => part !== '')
}
