/** Points of one collection, as Qdrant keeps and finds them. */
export interface WirePoint {
  id: string
  vector: Record<string, number[] | Sparse>
  payload: Record<string, unknown>
}

export interface Sparse {
  indices: number[]
  values: number[]
}

export interface WireCollection {
  config: {
    vectors: Record<string, { size: number; distance: 'Cosine' }>
    sparse_vectors: Record<string, { modifier?: 'idf' | 'none' }>
  }
  indexes: Map<string, string>
  /** In the order of their ids, as they are scrolled. */
  points: Map<string, WirePoint>
}

/** What Qdrant says when a request is not as its API has it. */
export class WireProblem extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

export const bad = (message: string): WireProblem => new WireProblem(400, `Wrong input: ${message}`)

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Takes points in, once every one of them is as the collection wants it. */
export function putPoints(collection: WireCollection, points: readonly WirePoint[]): void {
  for (const point of points) checkPoint(collection, point)
  for (const { id, vector, payload } of points)
    collection.points.set(id, { id, vector: normalised(vector), payload: structuredClone(payload ?? {}) })
}

function checkPoint({ config }: WireCollection, { id, vector }: WirePoint): void {
  if (!UUID.test(id)) throw bad(`${id} is not a valid point ID`)
  for (const [name, each] of Object.entries(vector)) {
    const dense = config.vectors[name]
    if (Array.isArray(each)) {
      if (!dense) throw bad(`Not existing vector name error: ${name}`)
      if (each.length !== dense.size)
        throw bad(`Vector dimension error: expected dim: ${dense.size}, got ${each.length}`)
    } else {
      if (!config.sparse_vectors[name]) throw bad(`Not existing vector name error: ${name}`)
      checkSparse(each)
    }
  }
}

export function checkSparse({ indices, values }: Sparse): void {
  if (indices.length !== values.length) throw bad('must be the same length as indices')
  if (new Set(indices).size !== indices.length) throw bad('indices must be unique')
  if (!indices.every((index) => Number.isInteger(index) && index >= 0 && index < 2 ** 32))
    throw bad('indices must be unsigned 32-bit integers')
}

/** Dense vectors are kept with length 1 and in 32 bits, where the distance is the cosine. */
const normalised = (vector: WirePoint['vector']): WirePoint['vector'] =>
  Object.fromEntries(
    Object.entries(vector).map(([name, each]) => {
      if (!Array.isArray(each)) return [name, { ...each, values: each.values.map(Math.fround) }]
      const length = Math.hypot(...each) || 1
      return [name, each.map((part) => Math.fround(part / length))]
    }),
  )
