import { Lexer, LineCounter, Parser, type CST } from 'yaml';
import type { Finding } from '../../core/finding.ts';
import { t, type Text } from '../../core/text.ts';
import { placeAt } from './yaml-place.ts';
import { mostCharacters, type PolicyFile } from './document.ts';

/** Levels of nesting in a policy: beyond what people write, and far from what a parser's stack bears. */
const deepest = 64;
/** Wrong escapes in one text: each would become a finding. */
const mostEscapes = 20;

/** The tokens of a file, and where its lines begin. */
export interface Tokens {
  readonly tokens: readonly CST.Token[];
  readonly lines: LineCounter;
  /** End of reading: the character from which on the file was not read further, and why. */
  readonly stopped?: { readonly at: number; readonly finding: Finding };
}

/** The tokens of a file as far as it is read; or the one finding that says why it is not read at all. */
export function readTokens(
  file: PolicyFile,
  plainUpTo: (text: string) => number,
): Tokens | { readonly finding: Finding } {
  const lines = new LineCounter();
  const tokens: CST.Token[] = [];
  const stop = (from: number, to: number, message: Text, cure: Text): { readonly finding: Finding } => {
    const { text } = file;
    const counted = new LineCounter();
    counted.addNewLine(0);
    for (let at = text.indexOf('\n'); at >= 0 && at < to; at = text.indexOf('\n', at + 1))
      counted.addNewLine(at + 1);
    const place = placeAt(file.path, counted, from, to);
    return { finding: { id: 'KAPA001', severity: 'error', place, message, cure } };
  };
  if (file.text.length > mostCharacters) {
    const from = plainUpTo(file.text);
    return stop(
      from,
      from + 1,
      t('policy.too_large_for_yaml', { most: `${mostCharacters / 1024 / 1024} MB` }),
      t('policy.too_large_for_yaml_cure'),
    );
  }
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(file.text)) {
    const at = parser.offset;
    if (wrongEscapes(lexeme) > mostEscapes)
      return stop(at, at + 1, t('policy.wrong_escapes'), yamlCures.BAD_DQ_ESCAPE);
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (parser.stack.length <= deepest) continue;
    const { finding } = stop(at, at + 1, t('policy.too_deep', { most: deepest }), t('policy.too_deep_cure'));
    for (const token of parser.end()) tokens.push(token);
    return { tokens, lines, stopped: { at, finding } };
  }
  for (const token of parser.end()) tokens.push(token);
  return { tokens, lines };
}

/** The cure of what the package finds wrong. */
export function yamlCure(code: string, message: string): Text {
  if (code === 'UNEXPECTED_TOKEN' && message.includes('alias')) return yamlCures.BAD_ALIAS;
  return (yamlCures as Partial<Record<string, Text>>)[code] ?? t('policy.yaml_cure');
}

const yamlCures = {
  BAD_DQ_ESCAPE: t('policy.yaml_escape_cure'),
  TAB_AS_INDENT: t('policy.yaml_tab_cure'),
  BLOCK_AS_IMPLICIT_KEY: t('policy.yaml_colon_cure'),
  BAD_SCALAR_START: t('policy.yaml_start_cure'),
  BAD_ALIAS: t('policy.yaml_start_cure'),
  TAG_RESOLVE_FAILED: t('policy.yaml_tag_cure'),
  MISSING_CHAR: t('policy.yaml_missing_cure'),
  MULTILINE_IMPLICIT_KEY: t('policy.yaml_key_cure'),
  BAD_INDENT: t('policy.yaml_indent_cure'),
} as const;

/** Escapes in a text in double quotes that YAML does not know, as far as they matter here. */
function wrongEscapes(lexeme: string): number {
  if (!lexeme.startsWith('"')) return 0;
  let found = 0;
  for (const [, after = ''] of lexeme.matchAll(/\\([^])/gu)) {
    if (!'0abtnvfre "/\\N_LPxuU\n\r\t'.includes(after)) found += 1;
    if (found > mostEscapes) break;
  }
  return found;
}
