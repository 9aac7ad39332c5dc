import type { PortSpec } from '@llamanexus/workflow'
import type { NodePorts } from './ports.ts'

/** Measures of the design language, in CSS pixels at zoom 1. */
export const CARD_WIDTH = 240
export const HEADER_HEIGHT = 36
export const SUMMARY_HEIGHT = 28
export const PORT_ROW = 24
export const GRID = 8
const ROWS_END = 8
const BODY_PADDING = 32
const BODY_MIN = { width: 480, height: 176 }
const INNER_PORT_INSET = 16
const INNER_PORTS_START = 28

/** Where a port is: on the outside of a card, or on the inner wall of a container. */
export type PortSide = 'input' | 'output' | 'body_input' | 'body_output'

export interface PlacedPort {
  side: PortSide
  port: PortSpec
  /** Centre, from the card's top left corner. */
  x: number
  y: number
}

export interface Box {
  x: number
  y: number
  width: number
  height: number
}

/** Connections leave from these sides. */
export const isSource = (side: PortSide): boolean => side === 'output' || side === 'body_output'

/** The ports that have a row of their own; `after` sits beside the title. */
export const rowPorts = (ports: readonly PortSpec[]): readonly PortSpec[] =>
  ports.filter(({ id }) => id !== 'after')

const rowsOf = (ports: NodePorts): number =>
  Math.max(rowPorts(ports.inputs).length, rowPorts(ports.outputs).length)

/** Height of a card without a body. */
export const cardHeight = (ports: NodePorts): number => {
  const rows = rowsOf(ports)
  return HEADER_HEIGHT + SUMMARY_HEIGHT + (rows === 0 ? 0 : rows * PORT_ROW + ROWS_END)
}

/** What a container's body starts below: the positions of the nodes in it count from here. */
export const bodyTop = cardHeight

/** A container's size: what was asked for, but never less than its body and its inner ports need. */
export const containerSize = (
  ports: NodePorts,
  children: readonly Box[],
  wanted: { width: number; height: number } | undefined,
): { width: number; height: number } => {
  const top = bodyTop(ports)
  const inner = Math.max(ports.body_inputs.length, ports.body_outputs.length)
  const right = Math.max(0, ...children.map(({ x, width }) => x + width))
  const bottom = Math.max(0, ...children.map(({ y, height }) => y + height))
  return {
    width: Math.max(BODY_MIN.width, wanted?.width ?? 0, right + BODY_PADDING + (inner > 0 ? 64 : 0)),
    height: Math.max(
      top + BODY_MIN.height,
      wanted?.height ?? 0,
      top + bottom + BODY_PADDING,
      top + INNER_PORTS_START + inner * PORT_ROW,
    ),
  }
}

/** Where each port of a card is; edges, handles and hit tests all read this. */
export const placePorts = (ports: NodePorts, width: number): PlacedPort[] => [
  ...ports.inputs
    .filter(({ id }) => id === 'after')
    .map((port) => place('input', port, 0, HEADER_HEIGHT / 2)),
  ...rowPorts(ports.inputs).map((port, row) => place('input', port, 0, rowCentre(row))),
  ...rowPorts(ports.outputs).map((port, row) => place('output', port, width, rowCentre(row))),
  ...ports.body_outputs.map((port, row) =>
    place('body_output', port, INNER_PORT_INSET, innerCentre(ports, row)),
  ),
  ...ports.body_inputs.map((port, row) =>
    place('body_input', port, width - INNER_PORT_INSET, innerCentre(ports, row)),
  ),
]

const place = (side: PortSide, port: PortSpec, x: number, y: number): PlacedPort => ({ side, port, x, y })

const rowCentre = (row: number): number => HEADER_HEIGHT + SUMMARY_HEIGHT + row * PORT_ROW + PORT_ROW / 2

const innerCentre = (ports: NodePorts, row: number): number =>
  bodyTop(ports) + INNER_PORTS_START + row * PORT_ROW

export const snapped = (value: number): number => Math.round(value / GRID) * GRID
