import { performance } from 'node:perf_hooks'

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

export interface Measured {
  /** Milliseconds. */
  wall: number
  /** Milliseconds of processor time of this whole process. */
  cpu: number
}

export async function measure(work: () => unknown): Promise<Measured> {
  const cpu = process.cpuUsage()
  const begun = performance.now()
  await work()
  const wall = performance.now() - begun
  const { user, system } = process.cpuUsage(cpu)
  return { wall, cpu: (user + system) / 1000 }
}

/** Medians over `times` repetitions, after `warm` that do not count. */
export async function repeat(work: () => unknown, times: number, warm: number): Promise<Measured> {
  for (let i = 0; i < warm; i++) await work()
  const all: Measured[] = []
  for (let i = 0; i < times; i++) all.push(await measure(work))
  return { wall: median(all.map(({ wall }) => wall)), cpu: median(all.map(({ cpu }) => cpu)) }
}

export const ms = (value: number): string => `${value.toFixed(value < 10 ? 2 : 0)} ms`
