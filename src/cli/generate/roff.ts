/** Letters that lines of a page's source keep to. mandoc writes those beyond ASCII as `\[u00F3]`. */
const width = 78;

/** Text as roff takes it within a line: no letter of it is an escape. */
function roff(text: string): string {
  return text.replaceAll('\\', String.raw`\e`).replaceAll('-', String.raw`\-`);
}

/** A paragraph, in lines of which none is taken for a request. */
export function filled(text: string): string {
  const lines: string[] = [''];
  for (const word of roff(text).split(/\s+/u)) {
    const last = lines.at(-1) ?? '';
    if (last !== '' && widthOf(`${last} ${word}`) > width) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines.map((line) => `${unlike(line)}\n`).join('');
}

/** The first line of a page. */
export function title(page: string, section: number, date: string, version: string): string {
  return `.TH ${roff(page.toUpperCase())} ${section} ${date} "kapa ${version}"\n`;
}

/** A section, or nothing where it would be empty. */
export function section(heading: string, body: string): string {
  return body === '' ? '' : `.SH ${quoted(heading)}\n${body}`;
}

/** A heading within a section. */
export function subsection(heading: string, body: string): string {
  return `.SS ${quoted(heading)}\n${body}`;
}

/** A term and what it means. */
export function entry(term: string, meaning: string): string {
  return `.TP\n.B ${roff(term)}\n${meaning === '' ? '\\&\n' : filled(meaning)}`;
}

/** Lines as they are. */
export function literalLines(text: string): string {
  const lines = roff(text.trimEnd()).split('\n');
  return `.RS 4\n.nf\n${lines.map((line) => (line === '' ? '\\&' : unlike(line))).join('\n')}\n.fi\n.RE\n`;
}

function widthOf(line: string): number {
  return line.replaceAll(/[^ -~]/gu, '12345678').length;
}

/** A line that is no request. */
function unlike(line: string): string {
  return /^[.']/u.test(line) ? `\\&${line}` : line;
}

function quoted(heading: string): string {
  return `"${roff(heading)}"`;
}
