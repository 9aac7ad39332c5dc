import type { JsonObject, PortType } from './document.ts'
import type { Catalogue, PortSpec } from './node_type.ts'

/** A node that turns one type into another: what to insert, and the ports to wire. */
export interface Converter {
  type: string
  /** Shown name of the type. */
  name: string
  input: string
  output: string
  config: JsonObject
  inputs?: JsonObject
}

/** The types of two ports fit when they are equal or one of them is `any`. */
export const typesFit = (source: PortType, target: PortType): boolean =>
  source === target || source === 'any' || target === 'any'

/** A port that collects several values takes each of them as an item, whatever the type of what it collects into. */
export const portTakes = (port: Pick<PortSpec, 'type' | 'many'>, source: PortType): boolean =>
  port.many === true || typesFit(source, port.type)

/** The node of the catalogue that makes one port type fit another; undefined when none of them does. */
export function converterFor(
  source: PortType,
  target: PortType,
  catalogue: Catalogue,
): Converter | undefined {
  for (const candidate of candidates(source, target)) {
    const info = catalogue.get(candidate.type)
    const accepts = info?.inputs.find((port) => port.expression === undefined && typesFit(source, port.type))
    const gives = info?.outputs.find((port) => typesFit(port.type, target))
    const input = candidate.input ?? accepts?.id
    if (info && input !== undefined && gives) {
      const { type, config = {}, inputs } = candidate
      return { type, name: info.name, input, output: gives.id, config, ...(inputs && { inputs }) }
    }
  }
  return undefined
}

interface Candidate {
  type: string
  /** The port to wire, where it is one that follows from the inputs. */
  input?: string
  config?: JsonObject
  inputs?: JsonObject
}

const JSON_PARSE: Candidate = { type: 'json_parse' }
const JSON_STRINGIFY: Candidate = { type: 'json_stringify' }
const TEMPLATE: Candidate = { type: 'template', input: 'value', inputs: { template: '{{ value }}' } }

function candidates(source: PortType, target: PortType): Candidate[] {
  if (source === 'string') return target === 'array' ? [JSON_PARSE, WRAP] : [JSON_PARSE]
  if (target === 'string') {
    return source === 'object' || source === 'array' ? [JSON_STRINGIFY, TEMPLATE] : [TEMPLATE, JSON_STRINGIFY]
  }
  if (target === 'array') return [WRAP]
  if (source === 'array' && target === 'object') return [aggregate('merge_objects')]
  if (source === 'array' && target === 'number') return [aggregate('count')]
  return []
}

/** One live value appended to nothing is an array of one. */
const WRAP: Candidate = { type: 'merge', config: { mode: 'append' } }

const aggregate = (operation: string): Candidate => ({ type: 'aggregator', config: { operation } })
