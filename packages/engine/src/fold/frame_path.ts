/** A node's path taken apart: `outer[1]/inner[0]/x` is node `x` in the frame `outer[1]/inner[0]/`. */
export interface FramePath {
  /** Empty for the root frame, otherwise ends in a slash. */
  prefix: string
  node: string
}

export function splitPath(path: string): FramePath {
  const slash = path.lastIndexOf('/')
  return { prefix: path.slice(0, slash + 1), node: path.slice(slash + 1) }
}

/** The container and the iteration that a frame belongs to; undefined for the root frame. */
export function splitFrame(prefix: string): { container: string; index: number } | undefined {
  const bracket = prefix.lastIndexOf('[')
  if (bracket < 0) return undefined
  return { container: prefix.slice(0, bracket), index: Number(prefix.slice(bracket + 1, -2)) }
}

/** The prefix of the paths in one frame of a container. */
export const framePrefix = (containerPath: string, index: number): string => `${containerPath}[${index}]/`
