import { matchesGlob } from 'node:path'
import { NodeError } from '@llamanexus/node-sdk'

/**
 * Whether a path with `/` between its parts fits a glob. Hidden files fit only where the glob names the dot. Long globs
 * and globs of many stars or braces are refused, since matching them can take for ever.
 */
export function globMatcher(glob: string | undefined): (path: string) => boolean {
  if (glob === undefined || glob === '') return () => true
  const count = (marks: RegExp) => glob.match(marks)?.length ?? 0
  if (glob.length > 200 || count(/\*+/g) > 8 || count(/\{/g) > 4 || count(/[()]/g) > 4)
    throw new NodeError('glob_invalid', `The pattern "${glob.slice(0, 100)}" is too involved`, {
      field: 'glob',
      hint: 'Write a shorter one, such as **/*.{md,txt}.',
      retryable: false,
    })
  return (path) => matchesGlob(path, glob)
}
