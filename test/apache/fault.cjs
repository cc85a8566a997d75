// Loaded before the whole program (NODE_OPTIONS=--require): counts what it does to the host and to its own state from
// the first time that it names FAULT_FROM on, and at number FAULT_AT kills it, or has that fail. FAULT: kill, half
// (killed after half of a write), slow, a signal, or an error code. FAULT_COUNT: a file that the count is written to at the end.
'use strict';
const childProcess = require('node:child_process');
const fs = require('node:fs');

const {
  FAULT: fault,
  FAULT_AT: at,
  FAULT_COUNT: countFile,
  FAULT_FROM: from = '/transactions/',
} = process.env;
for (const name of ['FAULT', 'FAULT_AT', 'FAULT_COUNT', 'FAULT_FROM', 'NODE_OPTIONS'])
  delete process.env[name];
const real = { ...fs };
let number = 0;
let lasting = false;

function deed(what, args, undisturbed) {
  if (args[0] === 1 || args[0] === 2) return undisturbed();
  if (number === 0 && !args.some((one) => one?.includes !== undefined && Buffer.from(one).includes(from)))
    return undisturbed();
  number += 1;
  if (lasting || number === Number(at)) {
    if (fault === 'kill') process.kill(process.pid, 'SIGKILL');
    if (fault === 'slow') {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500);
      return undisturbed();
    }
    if (fault.startsWith('SIG')) {
      process.kill(process.pid, fault);
      return undisturbed();
    }
    if (fault === 'half') {
      if (what === 'writeSync') real.writeSync(args[0], args[1].subarray(0, args[1].length >> 1));
      process.kill(process.pid, 'SIGKILL');
    }
    lasting = fault === 'EROFS' || fault === 'ENOSPC';
    const spared =
      fault === 'ENOSPC' ? /^(?:unlink|rm|rmdir|rename|fsync|f?chmod|[fl]?chown|ftruncate)/ : /^$/;
    if (!/^(?:spawn|kill)$/.test(what) && !spared.test(what))
      throw Object.assign(new Error(`${fault}: made up for ${what}`), { code: fault, syscall: what });
  }
  return undisturbed();
}

for (const what of [
  ...['writeSync', 'renameSync', 'fsyncSync', 'unlinkSync', 'rmSync', 'symlinkSync', 'linkSync', 'mkdirSync'],
  ...['rmdirSync', 'chmodSync', 'fchmodSync', 'fchownSync', 'chownSync', 'lchownSync', 'writeFileSync'],
  ...['ftruncateSync', 'appendFileSync', 'copyFileSync'],
])
  fs[what] = (...args) => deed(what, args, () => real[what](...args));
fs.openSync = (path, flags = 'r', ...more) =>
  (typeof flags === 'number' ? (flags & 3) !== 0 : flags !== 'r')
    ? deed('openSync', [path], () => real.openSync(path, flags, ...more))
    : real.openSync(path, flags, ...more);
const { spawn } = childProcess;
childProcess.spawn = (...args) => deed('spawn', [], () => spawn(...args));
const kill = process.kill.bind(process);
process.kill = (pid, signal) =>
  signal === 0 || pid === process.pid ? kill(pid, signal) : deed('kill', [], () => kill(pid, signal));
if (countFile !== undefined) process.on('exit', () => real.writeFileSync(countFile, String(number)));
