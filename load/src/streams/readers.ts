/** A process of so many WebSockets to an address, which read what they get. It says when all are open. */
import WebSocket from 'ws'

const addresses = 8
const [, , address = '', count = '0'] = process.argv
let open = 0

for (let at = 0; at < Number(count); at++) {
  const socket = new WebSocket(address, { localAddress: `127.0.1.${1 + (at % addresses)}` })
  socket.on('open', () => ++open === Number(count) && process.send?.('open'))
  socket.on('message', () => {})
}
