import { createElement } from 'react'
import * as icons from './node_icons.ts'

interface NodeIconProps {
  /** Name of a lucide icon in kebab case. */
  name: string
  /** CSS pixels. */
  size?: number
}

/** The icon of a node type; decoration only, the name stands beside it. */
export const NodeIcon = ({ name, size = 16 }: NodeIconProps) =>
  createElement(byName.get(name.replaceAll('-', '').toLowerCase()) ?? icons.Box, {
    size,
    'aria-hidden': true,
  })

const byName = new Map(Object.entries(icons).map(([name, icon]) => [name.toLowerCase(), icon]))
