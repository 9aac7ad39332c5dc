/** One iteration of one container, on the way from the root to a node. */
export interface Frame {
  container: string
  index: number
}

export interface FramePath {
  /** Outermost first; empty in the root frame. */
  frames: readonly Frame[]
  node: string
}

/** A path taken apart: `outer[1]/inner[0]/x` is node `x` in two frames. */
export const parseFramePath = (path: string): FramePath => {
  const segments = path.split('/')
  const node = segments.pop() ?? ''
  return {
    frames: segments.map((segment) => {
      const bracket = segment.lastIndexOf('[')
      return { container: segment.slice(0, bracket), index: Number(segment.slice(bracket + 1, -1)) }
    }),
    node,
  }
}

/** Which iteration is looked at, by container. Containers that are not named are looked at as a whole. */
export type PickedFrames = Readonly<Record<string, number>>

/** Whether a path lies in the iterations that are looked at. */
export const isInFrames = (path: string, picked: PickedFrames): boolean =>
  parseFramePath(path).frames.every(
    ({ container, index }) => picked[container] === undefined || picked[container] === index,
  )
