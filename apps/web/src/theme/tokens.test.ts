// @vitest-environment node
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { contrast, type Deficiency, distance } from './color_math.ts'

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8')
const token = (name: string, dark: boolean): string => {
  const found = new RegExp(`--${name}: light-dark\\((#\\w{6}), (#\\w{6})\\)`).exec(css)
  return found?.[dark ? 2 : 1] ?? expect.fail(`no colour --${name}`)
}

const ports = ['string', 'number', 'boolean', 'object', 'array', 'any'].map((type) => `port-${type}`)
const pairs = ports.flatMap((a, at) => ports.slice(at + 1).map((b) => [a, b] as const))
const surfaces = ['surface', 'surface-raised']

describe.each([
  ['light', false],
  ['dark', true],
])('%s', (_, dark) => {
  const color = (name: string) => token(name, dark)

  test.each(ports)('%s stands out from the surfaces it is drawn on', (port) => {
    for (const surface of surfaces) expect(contrast(color(port), color(surface))).toBeGreaterThan(3.3)
  })

  test.each(['deuteranopia', 'protanopia', undefined] as (Deficiency | undefined)[])(
    'port colours keep apart (%s)',
    (deficiency) => {
      for (const [a, b] of pairs)
        expect(distance(color(a), color(b), deficiency), `${a} and ${b}`).toBeGreaterThan(0.1)
    },
  )

  test('text reads at AA on every surface', () => {
    for (const surface of [...surfaces, 'surface-sunken', 'surface-hover'])
      for (const text of ['text', 'text-muted', 'accent', 'success', 'error', 'warning', 'running'])
        expect(contrast(color(text), color(surface)), `${text} on ${surface}`).toBeGreaterThan(4.5)
  })

  test('text reads at AA on its own soft ground and on the accent', () => {
    for (const name of ['accent', 'success', 'error', 'warning', 'running'])
      expect(contrast(color(name), color(`${name}-soft`)), name).toBeGreaterThan(4.5)
    expect(contrast(color('on-accent'), color('accent'))).toBeGreaterThan(4.5)
  })

  test('the outline of a control stands out', () => {
    for (const surface of surfaces)
      expect(contrast(color('border-strong'), color(surface))).toBeGreaterThan(3)
  })
})
