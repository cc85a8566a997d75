/**
 * A command as cron(8) must have it so that the shell gets it as it is, and what it finds on its standard input. cron
 * ends a command at the first `%`, turns the later ones into line feeds, and takes a backslash before a `%`, or before
 * another backslash of the command, away.
 */
export function escapeCommand(run: string, input?: string): string {
  const command = run.replaceAll(/\\(?=[\\%])|%/gu, (one) => `\\${one}`);
  if (input === undefined) return command;
  const lines = (input.endsWith('\n') ? input.slice(0, -1) : input).replaceAll('%', '\\%');
  return `${command}%${lines.replaceAll('\n', '%')}`;
}

/** Place of the `%` that ends a command; -1: none does. */
export function unescapedPercent(command: string): number {
  const escaped = command.replaceAll(/\\[\\%]/gu, '  ');
  return escaped.indexOf('%');
}

/** The command that the shell gets, and its standard input where cron gives it one. */
export function unescapeCommand(text: string): { readonly run: string; readonly input?: string } {
  const end = unescapedPercent(text);
  const run = (end < 0 ? text : text.slice(0, end)).replaceAll(/\\([\\%])/gu, '$1');
  return end < 0 ? { run } : { run, input: unescapeInput(text.slice(end + 1)) };
}

function unescapeInput(text: string): string {
  const lines = text.replaceAll(/\\%|%/gu, (one) => (one === '%' ? '\n' : '%'));
  return lines.endsWith('\n') || lines === '' ? lines : `${lines}\n`;
}
