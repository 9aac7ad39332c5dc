/** Linear-light red, green and blue, each 0 to 1. */
type Rgb = readonly [number, number, number]
type Matrix = readonly [Rgb, Rgb, Rgb]

export type Deficiency = 'deuteranopia' | 'protanopia'

/** WCAG 2 contrast ratio of two `#rrggbb` colours, 1 to 21. */
export const contrast = (a: string, b: string): number => {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].toSorted((x, y) => y - x)
  return (high + 0.05) / (low + 0.05)
}

/** How far apart two `#rrggbb` colours look: the distance in OKLab, where black to white is 1. */
export const distance = (a: string, b: string, as?: Deficiency): number => {
  const [x, y] = [seen(a, as), seen(b, as)].map(oklab) as [Rgb, Rgb]
  return Math.hypot(x[0] - y[0], x[1] - y[1], x[2] - y[2])
}

const luminance = (color: string): number => {
  const [r, g, b] = linear(color)
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

const linear = (color: string): Rgb => {
  const channel = (at: number) => {
    const value = Number.parseInt(color.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return [channel(1), channel(3), channel(5)]
}

const seen = (color: string, as: Deficiency | undefined): Rgb =>
  as ? (times(simulation[as], linear(color)).map(clamp) as unknown as Rgb) : linear(color)

/** Machado, Oliveira and Fernandes (2009), severity 1. */
const simulation: Record<Deficiency, Matrix> = {
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
}

/** Ottosson's OKLab. */
const oklab = (rgb: Rgb): Rgb => {
  const [l, m, s] = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    rgb,
  )
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    [Math.cbrt(l), Math.cbrt(m), Math.cbrt(s)],
  )
}

const times = (matrix: Matrix, [x, y, z]: Rgb): Rgb => {
  const row = ([a, b, c]: Rgb) => a * x + b * y + c * z
  return [row(matrix[0]), row(matrix[1]), row(matrix[2])]
}

const clamp = (value: number) => Math.min(1, Math.max(0, value))
