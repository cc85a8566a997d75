// Loaded before the whole program (NODE_OPTIONS=--require): its time limits of ten seconds and more pass forty times
// as fast.
'use strict';
const real = globalThis.setTimeout;
globalThis.setTimeout = (work, milliseconds, ...more) =>
  real(work, milliseconds >= 10_000 ? milliseconds / 40 : milliseconds, ...more);
delete process.env.NODE_OPTIONS;
