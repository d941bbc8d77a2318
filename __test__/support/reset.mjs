// Sends RST instead of FIN, at any moment of a connection.

/**
 * While a FIN of this end is still on its way libuv rejects an RST (EINVAL), and Node.js then forgets the socket while it is
 * open: its process can never end. Such a socket is closed without a word more.
 * @param {import('node:net').Socket} socket
 */
export function reset(socket) {
  if (socket.writableEnded && !socket.writableFinished) socket.destroy();
  else socket.resetAndDestroy();
}
