import { t, type Text } from '../../../core/text.ts';
import { nextLine, takeWord, type Scan } from './lexer.ts';

/**
 * Tells whether sections of a name are read or skipped by what holds while Apache reads; name without its
 * `<`.
 */
export function isConditional(name: string): boolean {
  return /^if(?:module|define|version|file|directive|section)$/iu.test(name);
}

/**
 * Goes on behind the closing tag of a section that Apache skips. It does so by first words alone, so that what would
 * be an error in a section that is read may pass, and the other way round. Returns why Apache would refuse the file,
 * if it would. (httpd's server/config.c, ap_soak_end_container.)
 */
export function skipSection(scan: Scan, section: string, path: string): Text | undefined {
  const open = [{ name: section, line: scan.number }];
  while (nextLine(scan)) {
    const { number: line } = scan;
    if (scan.fault !== undefined) return lineFault(scan, path);
    if (scan.source.charCodeAt(scan.from) === hash) continue;
    const word = takeWord(scan);
    if (!word.startsWith('<')) continue;
    if (word[1] !== '/') {
      const bare = word.endsWith('>') && scan.from >= scan.to;
      open.push({ name: word.slice(1, bare ? -1 : undefined), line });
      continue;
    }
    // The last character is taken for the bracket, whatever it is.
    const closed = word.slice(2, -1).toLowerCase();
    if (closed !== open.pop()?.name.toLowerCase()) return t('apache.unbalanced', { path, line, tag: word });
    if (open.length === 0) return undefined;
  }
  const { name: tag = section, line = 0 } = open.at(-1) ?? {};
  return t('apache.unbalanced', { path, line, tag: `<${tag}>` });
}

/** Reason why a line cannot be read as one. */
export function lineFault({ fault, number: line }: Scan, path: string): Text {
  return fault === 'nul'
    ? t('apache.nul_in_long_line', { path, line })
    : t('apache.line_too_long', { path, line });
}

const hash = 35;
