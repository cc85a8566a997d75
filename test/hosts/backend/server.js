// The backend of the test host: answers on 3001, and falls ill on request.
//   POST /fault/block?seconds=N   blocks the event loop
//   POST /fault/exit              ends with status 1
//   a request to upgrade          never closes its side of that connection after the peer has closed
//   a file /var/tmp/broken            ends with status 1 when it starts
const { existsSync } = require('node:fs');
const http = require('node:http');
const { setTimeout: sleep } = require('node:timers/promises');

const port = Number(process.env.PORT ?? 3001);
const kept = [];
if (existsSync('/var/tmp/broken')) process.exit(1);

const server = http.createServer({ keepAliveTimeout: 5000 }, async (request, response) => {
  const url = new URL(request.url, 'http://backend');
  if (url.pathname === '/fault/block') {
    response.end('blocked\n');
    const until = Date.now() + Number(url.searchParams.get('seconds') ?? 3600) * 1000;
    setImmediate(() => {
      while (Date.now() < until);
    });
    return;
  }
  if (url.pathname === '/fault/exit') {
    response.end('bye\n', () => process.exit(1));
    return;
  }
  const wait = Number(url.searchParams.get('wait') ?? 0);
  if (wait > 0) await sleep(wait);
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ status: 'ok', pid: process.pid }));
});

// A socket that nobody reads never learns of the peer's end, and stays in CLOSE_WAIT.
server.on('upgrade', (request, socket) => {
  socket.pause();
  kept.push(socket);
});
server.on('error', (error) => {
  console.error(error.message);
  process.exit(1);
});
server.listen(port, '127.0.0.1');
