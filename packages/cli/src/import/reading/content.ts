/** The unpacked bytes of a file. */
export interface Content {
  readonly chunks: AsyncIterable<Buffer>
  /** Bytes read so far of the file on disk. */
  readonly bytesRead: () => number
}
