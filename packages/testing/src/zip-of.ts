import { crc32, deflateRawSync } from 'node:zlib'

/** A zip archive of files that all hold this text, which is ASCII. */
export function zipOf(text: string, ...names: string[]): Buffer {
  const packed = deflateRawSync(text)
  const parts: Buffer[] = []
  const directoryParts: Buffer[] = []
  let offset = 0
  for (const name of names) {
    const facts = Buffer.alloc(26)
    facts.writeUInt16LE(20, 0)
    facts.writeUInt16LE(8, 4)
    facts.writeUInt32LE(crc32(text), 10)
    facts.writeUInt32LE(packed.length, 14)
    facts.writeUInt32LE(text.length, 18)
    facts.writeUInt16LE(name.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), facts, Buffer.from(name), packed])
    const place = Buffer.alloc(14)
    place.writeUInt32LE(offset, 10)
    directoryParts.push(Buffer.from('PK\x01\x02\x14\x00'), facts, place, Buffer.from(name))
    parts.push(local)
    offset += local.length
  }
  const central = Buffer.concat(directoryParts)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06')
  end.writeUInt16LE(names.length, 8)
  end.writeUInt16LE(names.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, central, end])
}
