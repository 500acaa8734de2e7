/** "INKS". The header is little-endian 32-bit numbers: this, the version, the number of sections, and their lengths. */
const magic = 0x534b4e49
/** To be raised when the meaning of a section changes, and when the analyser gives a word another term. */
const formatVersion = 4
const headerNumbers = 3

/** Joins sections to one snapshot. */
export function joinSections(sections: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const header = [magic, formatVersion, sections.length, ...sections.map(({ length }) => length)]
  let end = header.length * 4
  const bytes = new Uint8Array(sections.reduce((sum, { length }) => sum + length, end))
  const view = new DataView(bytes.buffer)
  header.forEach((value, n) => {
    view.setUint32(n * 4, value, true)
  })
  for (const section of sections) {
    bytes.set(section, end)
    end += section.length
  }
  return bytes
}

/**
 * The sections of a snapshot, as views of its bytes.
 * @throws RangeError if the bytes are no whole snapshot of this version
 */
export function splitSections(bytes: Uint8Array): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const numberAt = (n: number): number => {
    if ((n + 1) * 4 > bytes.length)
      throw new RangeError(`An index snapshot of ${bytes.length} bytes is too short for its header.`)
    return view.getUint32(n * 4, true)
  }
  if (numberAt(0) !== magic) throw new RangeError('The bytes are not a snapshot of a search index.')
  if (numberAt(1) !== formatVersion)
    throw new RangeError(`The index snapshot has version ${numberAt(1)}; this code reads version ${formatVersion}.`)
  const lengths = Array.from({ length: numberAt(2) }, (_, n) => numberAt(headerNumbers + n))
  let end = (headerNumbers + lengths.length) * 4
  return lengths.map((length) => {
    const start = end
    end += length
    if (end > bytes.length)
      throw new RangeError(`The index snapshot ends at byte ${bytes.length}; its sections need ${end}.`)
    return bytes.subarray(start, end)
  })
}
