/** A structure of Bolt: a message, a node or an edge. */
export class Structure {
  readonly tag: number
  readonly fields: readonly Packed[]

  constructor(tag: number, fields: readonly Packed[]) {
    this.tag = tag
    this.fields = fields
  }
}

export type Packed =
  | null
  | boolean
  | number
  | bigint
  | string
  | Structure
  | readonly Packed[]
  | { readonly [name: string]: Packed }

/** PackStream, as Bolt writes values. Whole numbers become integers. */
export function pack(value: Packed): Buffer {
  if (value === null) return Buffer.of(0xc0)
  if (typeof value === 'boolean') return Buffer.of(value ? 0xc3 : 0xc2)
  if (typeof value === 'bigint' || Number.isInteger(value))
    return packInteger(BigInt(value as number | bigint))
  if (typeof value === 'number') return packFloat(value)
  if (typeof value === 'string')
    return Buffer.concat([head(0x80, 0xd0, Buffer.byteLength(value)), Buffer.from(value)])
  if (value instanceof Structure)
    return Buffer.concat([Buffer.of(0xb0 + value.fields.length, value.tag), ...value.fields.map(pack)])
  if (Array.isArray(value)) return Buffer.concat([head(0x90, 0xd4, value.length), ...value.map(pack)])
  const entries = Object.entries(value as Record<string, Packed>)
  return Buffer.concat([
    head(0xa0, 0xd8, entries.length),
    ...entries.flatMap(([name, part]) => [pack(name), pack(part)]),
  ])
}

function packInteger(value: bigint): Buffer {
  if (value >= -16n && value < 128n) return Buffer.of(Number(value) & 0xff)
  const bytes = Buffer.alloc(9)
  bytes[0] = 0xcb
  bytes.writeBigInt64BE(value, 1)
  return bytes
}

function packFloat(value: number): Buffer {
  const bytes = Buffer.alloc(9)
  bytes[0] = 0xc1
  bytes.writeDoubleBE(value, 1)
  return bytes
}

/** Up to 15 in the mark itself, then in 1, 2 or 4 bytes. */
function head(small: number, large: number, size: number): Buffer {
  if (size < 16) return Buffer.of(small + size)
  if (size < 0x100) return Buffer.of(large, size)
  if (size < 0x10000) return Buffer.of(large + 1, size >> 8, size & 0xff)
  const bytes = Buffer.alloc(5)
  bytes[0] = large + 2
  bytes.writeUInt32BE(size, 1)
  return bytes
}

/** The value that the bytes begin with. */
export function unpack(bytes: Buffer): Packed {
  let at = 0
  return value()

  function value(): Packed {
    const mark = bytes.readUInt8(at++)
    if (mark < 0x80) return mark
    if (mark >= 0xf0) return mark - 0x100
    const low = mark & 0x0f
    switch (mark & 0xf0) {
      case 0x80:
        return text(low)
      case 0x90:
        return list(low)
      case 0xa0:
        return map(low)
      case 0xb0:
        return new Structure(bytes.readUInt8(at++), list(low))
    }
    switch (mark) {
      case 0xc0:
        return null
      case 0xc1:
        return bytes.readDoubleBE((at += 8) - 8)
      case 0xc2:
        return false
      case 0xc3:
        return true
      case 0xc8:
        return bytes.readInt8(at++)
      case 0xc9:
        return bytes.readInt16BE((at += 2) - 2)
      case 0xca:
        return bytes.readInt32BE((at += 4) - 4)
      case 0xcb:
        return bytes.readBigInt64BE((at += 8) - 8)
      case 0xd0:
      case 0xd1:
      case 0xd2:
        return text(size(mark - 0xd0))
      case 0xd4:
      case 0xd5:
      case 0xd6:
        return list(size(mark - 0xd4))
      case 0xd8:
      case 0xd9:
      case 0xda:
        return map(size(mark - 0xd8))
    }
    throw new TypeError(`The mark ${mark.toString(16)} is not read here`)
  }

  function size(power: number): number {
    const length = 2 ** power
    return bytes.readUIntBE((at += length) - length, length)
  }
  function text(length: number): string {
    return bytes.toString('utf8', at, (at += length))
  }
  function list(length: number): Packed[] {
    return Array.from({ length }, value)
  }
  function map(length: number): Record<string, Packed> {
    const entries = Array.from({ length }, () => [String(value()), value()] as const)
    return Object.fromEntries(entries)
  }
}
