// Visitors: asks the site through Apache so many times a second, each on a connection of its own, and writes a line
// a request: when it began (ms), its status (0: no answer within 2 s), how long it took (ms).
//   node load.cjs RATE FILE
const { appendFileSync } = require('node:fs');
const https = require('node:https');

const [rate, file] = [Number(process.argv[2]), process.argv[3]];

setInterval(() => {
  const began = Date.now();
  let over = false;
  const end = (status) => {
    if (over) return;
    over = true;
    appendFileSync(file, `${began} ${status} ${Date.now() - began}\n`);
  };
  const request = https.get(
    {
      host: '127.0.0.1',
      servername: 'kapa.healtheworld.com.co',
      headers: { host: 'kapa.healtheworld.com.co' },
      path: '/api/health',
      rejectUnauthorized: false,
      agent: false,
      timeout: 2000,
    },
    (response) => {
      response.resume();
      response.once('end', () => end(response.statusCode));
      response.once('error', () => end(0));
    },
  );
  request.once('error', () => end(0));
  request.once('timeout', () => request.destroy());
}, 1000 / rate);
