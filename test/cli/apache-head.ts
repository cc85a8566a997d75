/** The beginning of a configuration for an Apache of a test's own, whose files are in a folder of the test's. */
export function apacheHead(at: string, modules: readonly string[]): string {
  return `
ServerName localhost
DefaultRuntimeDir ${at}
PidFile ${at}/apache2.pid
User www-data
Group www-data
ErrorLog ${at}/error.log
${modules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n')}
`;
}
