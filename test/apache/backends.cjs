// Backends of the recipes: some of Node with websockets, at ports, at a socket and over TLS, and one that speaks FastCGI.
const { createHash } = require('node:crypto');
const { existsSync, readFileSync } = require('node:fs');
const { createServer } = require('node:http');
const { createServer: createSecure } = require('node:https');
const { createServer: createSocket } = require('node:net');

function site(name, make = createServer) {
  const server = make((request, response) => {
    const { host, 'x-forwarded-proto': proto = '-' } = request.headers;
    response.setHeader('X-Frame-Options', 'DENY');
    response.setHeader('Set-Cookie', 'id=1; Path=/app/; Domain=backend.example.org');
    response.end(`${name} ${request.url} for ${host} by ${proto}\n`);
  });
  server.on('upgrade', ({ headers }, socket) => {
    const key = `${headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const accept = createHash('sha1').update(key).digest('base64');
    const head = ['101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
    socket.end(`HTTP/1.1 ${head.join('\r\n')}\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
  });
  return server;
}

/** A record of FastCGI: its kind, for request 1, and its content. */
function record(kind, content) {
  const bytes = Buffer.from(content);
  return Buffer.concat([Buffer.from([1, kind, 0, 1, 0, bytes.length, 0, 0]), bytes]);
}

const php = createSocket((socket) => {
  const end = Buffer.from([1, 5, 0, 1, 0, 0, 0, 0]);
  socket.on('data', (data) => {
    if (!data.includes(end)) return;
    socket.end(
      Buffer.concat([record(6, 'Content-Type: text/plain\r\n\r\nby php\n'), record(3, Buffer.alloc(8))]),
    );
  });
});

site('one').listen(3001, '127.0.0.1');
site('two').listen(3002, '127.0.0.1');
site('socket').listen('/run/shop.sock');
if (existsSync('/etc/ssl/backend.pem')) {
  const [cert, key] = ['/etc/ssl/backend.pem', '/etc/ssl/backend.key'].map((path) => readFileSync(path));
  site('secure', (answer) => createSecure({ cert, key }, answer)).listen(3443, '127.0.0.1');
}
php.listen('/run/php/php-fpm.sock', () => process.stdout.write('ready\n'));
