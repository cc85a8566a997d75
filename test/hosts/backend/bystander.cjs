// A client of the backend that is nobody's to kill: it keeps a connection that the backend closes after a while, and
// opens the next one later, as a pool does.
const net = require('node:net');

connect();

function connect() {
  const socket = net.connect({ port: 3001, host: '127.0.0.1', allowHalfOpen: true });
  socket.on('error', () => setTimeout(connect, 1000));
  socket.on('connect', () => socket.write('GET / HTTP/1.1\r\nHost: backend\r\n\r\n'));
  socket.on('end', () =>
    setTimeout(() => {
      socket.destroy();
      connect();
    }, 10_000),
  );
  socket.resume();
}
