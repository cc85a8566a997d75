#!/usr/bin/env node
'use strict';
// Starts the program from its chunks, each with V8's code cache, which `npm run build` makes. This file alone is read by a
// Node that is too old, so that it can say so: it keeps to what Node 10 understands.
refuseOldNode();
const { readdirSync, readFileSync } = require('node:fs');
const { Script } = require('node:vm');
const { cacheFolder } = require('./cache-folder.cjs');

const build = 'BUILD';
const caches = cacheFolder(__dirname);
const chunks = new Map();
/** Text of chunks that was read beforehand. */
const texts = new Map();
/** Of the code cache, for NODE_DEBUG=kapa. */
const found = { accepted: 0, refused: 0, missing: 0 };

/** Exports of a chunk, which is run when it is first asked for. */
function load(name) {
  const known = chunks.get(name);
  if (known !== undefined) return known.exports;
  const file = `${__dirname}/chunks/${name}`;
  const text = texts.get(name) || textOf(file);
  if (text === undefined) throw mixedBuilds(file);
  texts.delete(name);
  // The name without the folder: V8 shows the one that the cache was made with.
  const cachedData = read(`${caches}/${name}.cache`);
  const script = new Script(text, { filename: name, cachedData });
  found[cachedData === undefined ? 'missing' : script.cachedDataRejected ? 'refused' : 'accepted'] += 1;
  const chunk = { exports: {} };
  chunks.set(name, chunk);
  try {
    script.runInThisContext()(chunk.exports, requireFrom, chunk, file);
  } catch (error) {
    chunks.delete(name);
    throw error;
  }
  return chunk.exports;
}

function requireFrom(id) {
  return id.startsWith('./') ? load(id.slice(2)) : require(id);
}

/** Reads what is not yet loaded: from here on the program may be replaced, as by an upgrade, and this process stays whole. */
function readAll() {
  for (const name of readdirSync(`${__dirname}/chunks`)) {
    if (chunks.has(name) || !name.endsWith('.cjs')) continue;
    const text = textOf(`${__dirname}/chunks/${name}`);
    if (text !== undefined) texts.set(name, text);
  }
}

/** Undefined: it cannot be read, or is of another build. */
function textOf(file) {
  const text = read(file, 'latin1');
  return text !== undefined && text.endsWith(build) ? text : undefined;
}

function read(file, encoding) {
  try {
    return readFileSync(file, encoding);
  } catch {
    return undefined;
  }
}

start();

function start() {
  let program;
  try {
    program = load('ENTRY');
  } catch (error) {
    if (error.code !== 'KAPA_MIXED_BUILDS') throw error;
    refuse(error.message);
  }
  if (/\bkapa\b/.test(process.env.NODE_DEBUG || '')) process.once('exit', tellOfCache);
  program.main({ readAll, codeCache: () => ({ folder: caches, ...found }) });
}

function tellOfCache() {
  const { accepted, refused, missing } = found;
  console.error(`KAPA code cache ${caches}: ${accepted} accepted, ${refused} refused, ${missing} missing`);
}

/** Part of an installation is missing, or is of another build: an update has begun, or has ended half way. */
function mixedBuilds(file) {
  const error = new Error(
    speaksSpanish()
      ? `la instalación de kapa está incompleta o se está actualizando: ${file} no se puede leer o es de otra versión\n  solución: espere a que termine la actualización; si sigue igual, instale kapa de nuevo`
      : `the installation of kapa is incomplete, or is being updated: ${file} cannot be read or is of another build\n  cure: wait until the update has ended; if it stays so, install kapa again`,
  );
  error.code = 'KAPA_MIXED_BUILDS';
  return error;
}

/** Debian 12 has Node 18 as /usr/bin/node, which cron finds first. No catalogue of sentences can be loaded there. */
function refuseOldNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  const found = `${process.versions.node} (${process.execPath})`;
  refuse(
    speaksSpanish()
      ? `kapa necesita Node 20.19 o posterior, y este es ${found}\n  solución: instale un Node más nuevo, o póngalo primero en el PATH de lo que llama a kapa`
      : `kapa needs Node 20.19 or newer, and this is ${found}\n  cure: install a newer Node, or put it first on the PATH of what calls kapa`,
  );
}

function speaksSpanish() {
  const { env } = process;
  return (env.LC_ALL || env.LC_MESSAGES || env.LANG || '').startsWith('es');
}

/** Whoever monitors takes 1 for a warning; 3 is unknown. */
function refuse(message) {
  console.error(`error: ${message}`);
  process.exit(/^(?:check|status)$/.test(process.argv[2] || '') ? 3 : 1);
}
