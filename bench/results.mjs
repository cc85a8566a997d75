// bench/RESULTS.md: each benchmark replaces its own part of it.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { join } from 'node:path';

const file = join(import.meta.dirname, 'RESULTS.md');

/** Replaces what stands between a part's markers, headed by the day and the machine. */
export function writePart(part, rounds, table) {
  const begin = `<!-- ${part}: begin -->`;
  const end = `<!-- ${part}: end -->`;
  const head = `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, Linux ${release()}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}; ${rounds === 1 ? 'one run' : `medians of ${rounds} interleaved rounds`}.`;
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '# Measured\n';
  const known = text.includes(begin) ? text : `${text.trimEnd()}\n\n${begin}\n${end}\n`;
  const before = known.slice(0, known.indexOf(begin) + begin.length);
  writeFileSync(file, `${before}\n\n${head}\n\n${table}\n${known.slice(known.indexOf(end))}`);
}
