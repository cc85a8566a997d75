/** Signs that kapa draws with, and what stands for them where a terminal has no others than ASCII's. */
const forms: Readonly<Record<string, string>> = {
  '✓': '+',
  '✗': 'x',
  '·': '-',
  '→': '>',
  '»': '>',
  '∅': '-',
  '…': '~',
  '–': '-',
  '—': '-',
  '’': "'",
  '‘': "'",
  '“': '"',
  '”': '"',
  '≥': '>=',
  '≤': '<=',
  '≠': '!=',
  '▸': '>',
  '░': '.',
  '▁': '_',
  '▂': '.',
  '▃': ':',
  '▄': '-',
  '▅': '=',
  '▆': '+',
  '▇': '*',
  '█': '#',
};

const drawn = new RegExp(`[${Object.keys(forms).join('')}]`, 'gu');

/** Text with kapa's signs in ASCII. Letters stay as they are: they may be names. */
export function signsInAscii(text: string): string {
  return text.replaceAll(drawn, (sign) => forms[sign] ?? sign);
}

/** Environment of a process. */
type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Tells whether signs are to be drawn in ASCII: the locale names another character set than UTF-8 (its variables in
 * POSIX's order), or the terminal calls itself dumb. Without a locale, as under cron, UTF-8 is written.
 */
export function wantsAscii(terminal: boolean, env: Environment): boolean {
  if (terminal && env['TERM'] === 'dumb') return true;
  const locale = ['LC_ALL', 'LC_CTYPE', 'LANG'].map((name) => env[name]).find((value) => value);
  return locale !== undefined && !/utf-?8/iu.test(locale);
}
