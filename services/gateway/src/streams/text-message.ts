const [finalText, deflatedBit] = [0x81, 0x40]

/**
 * A text message of a server in one frame (RFC 6455, 5.2).
 * @param isDeflated Whether the payload is compressed (RFC 7692, 6)
 */
export function textMessage(payload: Buffer, isDeflated = false): Buffer {
  const { length } = payload
  const [short, extraBytes] = length < 126 ? [length, 0] : length < 65_536 ? [126, 2] : [127, 8]
  const frame = Buffer.allocUnsafeSlow(2 + extraBytes + length)
  frame[0] = isDeflated ? finalText | deflatedBit : finalText
  frame[1] = short
  if (extraBytes === 2) frame.writeUInt16BE(length, 2)
  if (extraBytes === 8) frame.writeBigUInt64BE(BigInt(length), 2)
  payload.copy(frame, 2 + extraBytes)
  return frame
}
